package io.algorithmselector.catalog.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.algorithmselector.catalog.CatalogueException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every error of a catalogue in YAML, word for word: people read these at night. */
final class YamlErrorsTest {
    private static final String SOURCE = "models/catalog.yaml";

    static Stream<Arguments> document() {
        return Stream.of(
                row("", ": it is empty"),
                row(" \n\t\n", ": it is empty"),
                row("\uFEFF", ": it is empty"),
                row("# nothing\n# at all\n", ": it holds nothing but comments"),
                row("---\n", ", line 2: it is empty"),
                row("null", ", line 1: it is empty"),
                row("{}", ", line 1: models is missing; {models: {}} serves nothing"),
                row("models", ", line 1: the catalogue must be a mapping, not 'models'"),
                row("[models]", ", line 1: the catalogue must be a mapping, not a list"),
                row("models:\n", ", line 1: models must be a mapping, not empty"),
                row("models: ~\n", ", line 1: models must be a mapping, not empty"),
                row("models: []\n", ", line 1: models must be a mapping, not a list"),
                row(
                        "models: {}\n\nmodles: {}\n",
                        ", line 3: unknown key 'modles' in the catalogue; the keys are models"),
                row("models: {}\nmodels: {}\n", ", line 2: the key 'models' stands twice, first in line 1"),
                row("models: {}\n---\nmodels: {}\n", ", line 2: a second document begins; a catalogue is one"),
                row("models: {\n", ", line 2: not YAML: expected the node content, but found '<stream end>'"),
                row(
                        "models:\n  m: {}\n x: {}\n",
                        ", line 3: not YAML: expected <block end>, but found '<block mapping start>'"),
                row(
                        "models:\n\tm: {}\n",
                        ", line 2: not YAML: found character '\\t(TAB)' that cannot start any token. (Do not use \\t(TAB) for"
                                + " indentation)"),
                row("models: {}\n# \u0007\n", ", line 2: not YAML: the character U+0007"),
                row("models: &all {}\n", ", line 1: the anchor &all: a catalogue has no anchors and aliases"),
                row("models:\n  m: *all\n", ", line 2: the alias *all: a catalogue has no anchors and aliases"),
                row("models: !!map {}\n", ", line 1: the tag tag:yaml.org,2002:map: a catalogue has no tags"),
                row("models: !java.net.URL {}\n", ", line 1: the tag !java.net.URL: a catalogue has no tags"),
                row("? {a: b}\n: c\n", ", line 1: a key must be a text, not a mapping"),
                row("? [a]\n: c\n", ", line 1: a key must be a text, not a list"),
                row("~: {}\n", ", line 1: a key must be a text, not empty"),
                row("models: " + "[".repeat(40) + "\n", ", line 1: it is nested more than 16 deep"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void document(String yaml, String message) {
        assertThat(error(yaml)).isEqualTo("catalogue models/catalog.yaml" + message);
    }

    static Stream<Arguments> model() {
        return Stream.of(
                row(
                        "'': {}",
                        "line 2: model name '' is empty, a dot or two, or contains '/', '\\', ':', ';' or a control"
                                + " character"),
                row(
                        "a/b: {}",
                        "line 2: model name 'a/b' is empty, a dot or two, or contains '/', '\\', ':', ';' or a control"
                                + " character"),
                row("m:", "line 2: model m: the model must be a mapping, not empty"),
                row("m: s3://b/m", "line 2: model m: the model must be a mapping, not 's3://b/m'"),
                row("m: {}", "line 2: model m: basePath is missing"),
                row("m: {basePath: }", "line 2: model m: basePath must be a text, not empty"),
                row("m: {basePath: ''}", "line 2: model m: basePath is empty"),
                row("m: {basePath: [a]}", "line 2: model m: basePath must be a text, not a list"),
                row(
                        "m: {basePath: 's3://'}",
                        "line 2: model m: basePath 's3://' names no bucket; it must be s3://bucket or"
                                + " s3://bucket/prefix"),
                row(
                        "m: {basePath: 's3:///m'}",
                        "line 2: model m: basePath 's3:///m' names no bucket; it must be s3://bucket"
                                + " or s3://bucket/prefix"),
                row(
                        "m: {basePath: 'file:/m'}",
                        "line 2: model m: basePath 'file:/m' starts with 'file:'; it must be an"
                                + " s3:// address or a path"),
                row(
                        "m: {basePath: 'gs://b/m'}",
                        "line 2: model m: basePath 'gs://b/m' starts with 'gs:'; it must be an"
                                + " s3:// address or a path"),
                row(
                        "m: {basePath: \"a\\0b\"}",
                        "line 2: model m: basePath 'a\0b' is no path: Nul character not allowed"),
                row(
                        "m:\n    basePath: a\n    path: b",
                        "line 4: model m: unknown key 'path' in the model; the keys are"
                                + " basePath, versions, labels, traffic, engine, pollInterval, marker, transition"),
                row(
                        "m:\n    basePath: a\n    pollInterval: often",
                        "line 4: model m: pollInterval 'often' is not a duration such as 500ms, 5s or PT5S"),
                row(
                        "m:\n    basePath: a\n    pollInterval: 30",
                        "line 4: model m: pollInterval '30' is not a duration such as 500ms, 5s or PT5S"),
                row(
                        "m:\n    basePath: a\n    pollInterval: 10ms",
                        "line 4: model m: pollInterval is PT0.01S; it must be 0s, or from 100ms to 24h"),
                row("m:\n    basePath: a\n    marker:", "line 4: model m: marker must be a text, not empty"),
                row(
                        "m:\n    basePath: a\n    marker: ../_SUCCESS",
                        "line 4: model m: marker '../_SUCCESS' is no file below the version's folder, such as _SUCCESS"),
                row(
                        "m:\n    basePath: a\n    transition: fast",
                        "line 4: model m: transition is 'fast', not availability-preserving or resource-preserving"),
                row(
                        "m:\n    basePath: a\n    shadow: {}",
                        "line 4: model m: 'shadow' is a reserved key: this version cannot" + " do it yet"),
                row(
                        "m:\n    batching: {}",
                        "line 3: model m: 'batching' is a reserved key: this version cannot do it yet"),
                row("m:\n    basePath: a\n    basePath: b", "line 4: the key 'basePath' stands twice, first in line 3"),
                row("m: {basePath: a}\n  m: {basePath: b}", "line 3: the key 'm' stands twice, first in line 2"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void model(String models, String message) {
        assertThat(error("models:\n  " + models + "\n")).isEqualTo("catalogue models/catalog.yaml, " + message);
    }

    static Stream<Arguments> field() {
        return Stream.of(
                row("versions: all", "versions must be a mapping, not 'all'"),
                row("versions: {}", "versions names no policy; it is all, latest or specific"),
                row("versions: {count: 2}", "versions names no policy; it is all, latest or specific"),
                row("versions: {policy: newest}", "the policy 'newest' is not all, latest or specific"),
                row(
                        "versions: {policy: all, keep: 2}",
                        "unknown key 'keep' in versions; the keys are policy, count," + " versions"),
                row("versions: {policy: all, count: 2}", "count belongs to the policy latest, not to 'all'"),
                row(
                        "versions: {policy: latest, versions: [1]}",
                        "versions belongs to the policy specific, not to 'latest'"),
                row("versions: {policy: latest, count: 0}", "count is 0, not from 1 to 2147483647"),
                row("versions: {policy: latest, count: 1.0}", "count must be an integer, not '1.0'"),
                row("versions: {policy: latest, count: '1'}", "count must be an integer, not the text \"1\""),
                row("versions: {policy: latest, count: 010}", "count must be an integer, not '010'"),
                row("versions: {policy: latest, count: 0x10}", "count must be an integer, not '0x10'"),
                row("versions: {policy: latest, count: 1_000}", "count must be an integer, not '1_000'"),
                row("versions: {policy: latest, count: +1}", "count must be an integer, not '+1'"),
                row("versions: {policy: latest, count: yes}", "count must be an integer, not 'yes'"),
                row("versions: {policy: latest, count: }", "count must be an integer, not empty"),
                row("versions: {policy: specific}", "the policy specific needs versions, such as [1, 2]"),
                row("versions: {policy: specific, versions: 1}", "versions must be a list, not '1'"),
                row("versions: {policy: specific, versions: []}", "a specific policy names at least one version"),
                row("versions: {policy: specific, versions: [1, -2]}", "version -2 is negative"),
                row("versions: {policy: specific, versions: [1, v2]}", "a version must be an integer, not 'v2'"),
                row("versions: {policy: specific, versions: [1, 1]}", "version 1 stands twice"),
                row(
                        "versions: {policy: specific, versions: [9223372036854775808]}",
                        "a version is 9223372036854775808," + " beyond 64 bits"),
                row("labels: [stable]", "labels must be a mapping, not a list"),
                row("labels: {1: 1}", "label '1' is not a letter followed by letters, digits, '.', '_' and '-'"),
                row("labels: {'': 1}", "label '' is not a letter followed by letters, digits, '.', '_' and '-'"),
                row("labels: {-a: 1}", "label '-a' is not a letter followed by letters, digits, '.', '_' and '-'"),
                row("labels: {grün: 1}", "label 'grün' is not a letter followed by letters, digits, '.', '_' and '-'"),
                row("labels: {stable: latest}", "label stable must be an integer, not 'latest'"),
                row("labels: {stable: -1}", "label stable points at -1, which is negative"),
                row("traffic: 100", "traffic must be a mapping, not '100'"),
                row("traffic: {}", "traffic adds up to 0, not to 100"),
                row("traffic: {1: 70, 2: 20}", "traffic adds up to 90, not to 100"),
                row("traffic: {1: 70, 2: 40}", "traffic adds up to 110, not to 100"),
                row("traffic: {1: 101}", "traffic of 1 is 101, not from 0 to 100"),
                row("traffic: {1: 110, 2: -10}", "traffic of 1 is 110, not from 0 to 100"),
                row("traffic: {2: -10, 1: 110}", "traffic of 2 is -10, not from 0 to 100"),
                row("traffic: {1: 33.3, 2: 66.7}", "traffic of 1 must be an integer, not '33.3'"),
                row("traffic: {1: 70%}", "traffic of 1 must be an integer, not '70%'"),
                row("traffic: {1: '100'}", "traffic of 1 must be an integer, not the text \"100\""),
                row("traffic: {stable: 100}", "traffic names the label 'stable', but there are no labels"),
                row("traffic: {01: 100}", "the version that traffic names must be an integer, not '01'"),
                row("traffic: {1.0: 100}", "the version that traffic names must be an integer, not '1.0'"),
                row("traffic: {-1: 100}", "traffic names the label '-1', but there are no labels"),
                row("traffic: {1: 50, '1': 50}", "the key '1' stands twice, first in line 4"),
                row("engine: fast", "engine must be a mapping, not 'fast'"),
                row(
                        "engine: {device: gpu}",
                        "unknown key 'device' in engine; the keys are threads, timeout," + " interOpThreads"),
                row("engine: {threads: 4}", "threads is '4', not caller or engine"),
                row("engine: {threads: engine}", "'threads: engine' needs a timeout, such as 500ms"),
                row(
                        "engine: {timeout: 5s}",
                        "timeout needs 'threads: engine': a call in the caller's thread cannot be" + " ended"),
                row(
                        "engine: {threads: caller, timeout: 5s}",
                        "timeout needs 'threads: engine': a call in the caller's thread" + " cannot be ended"),
                row(
                        "engine: {threads: engine, timeout: 500}",
                        "timeout '500' is not a duration such as 500ms, 5s or PT5S"),
                row(
                        "engine: {threads: engine, timeout: soon}",
                        "timeout 'soon' is not a duration such as 500ms, 5s or" + " PT5S"),
                row("engine: {threads: engine, timeout: 0s}", "timeout PT0S is below 1 ms"),
                row("engine: {threads: engine, timeout: PT-5S}", "timeout PT-5S is below 1 ms"),
                row("engine: {interOpThreads: 0}", "interOpThreads is 0, not from 1 to 1024"),
                row("engine: {interOpThreads: 100000}", "interOpThreads is 100000, not from 1 to 1024"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void field(String field, String reason) {
        String message = error("models:\n  m:\n    basePath: a\n    " + field + "\n");

        // A key that stands twice is found before it is known whose it is.
        String context = reason.startsWith("the key") ? "" : "model m: ";
        assertThat(message).isEqualTo("catalogue models/catalog.yaml, line 4: " + context + reason);
    }

    @Test
    void parse_errorInABlock_namesTheLineOfTheKey() {
        assertThat(error("""
                models:
                  m:
                    basePath: a
                    labels:
                      stable: 1
                      canary: 2
                    traffic:
                      stable: 70
                      kanary: 30
                """))
                .isEqualTo(
                        "catalogue models/catalog.yaml, line 9: model m: traffic names the label 'kanary', which is none of"
                                + " [canary, stable]");
    }

    @Test
    void parse_secondOfTwoModelsIsWrong_refusesTheWhole() {
        assertThat(error("models:\n  a: {basePath: a}\n  b: {}\n"))
                .isEqualTo("catalogue models/catalog.yaml, line 3: model b: basePath is missing");
    }

    @Test
    void parse_notUtf8_namesTheLine() {
        byte[] latin = "models: {}\n# gr\u00fcn\n".getBytes(StandardCharsets.ISO_8859_1);

        assertThat(error(latin)).isEqualTo("catalogue models/catalog.yaml, line 2: it is not UTF-8");
        assertThat(error("models: {}".getBytes(StandardCharsets.UTF_16)))
                .isEqualTo("catalogue models/catalog.yaml, line 1: it is not UTF-8");
    }

    @Test
    void parse_largerThanTheLimit_isNotLookedAt() {
        byte[] large = new byte[CatalogueFormat.LIMIT + 1];
        Arrays.fill(large, (byte) '[');

        assertThat(error(large)).isEqualTo("catalogue models/catalog.yaml: it is larger than 1048576 bytes");
    }

    private static String error(String yaml) {
        return error(yaml.getBytes(StandardCharsets.UTF_8));
    }

    private static String error(byte[] content) {
        CatalogueException exception = catchThrowableOfType(
                CatalogueException.class, () -> CatalogueFormat.parse(SOURCE, "/srv/models", content));
        assertThat(exception.retryable()).isFalse();
        return String.valueOf(exception.getMessage());
    }

    private static Arguments row(String yaml, String message) {
        return Arguments.of(yaml, message);
    }
}
