package io.algorithmselector.catalog.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.algorithmselector.catalog.CatalogueException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever bytes come: a catalogue or a {@link CatalogueException}, soon. */
@Timeout(60)
final class CatalogueRobustnessTest {
    private static final int MUTATIONS = 2_000;

    /** A valid file of either notation. */
    enum Sample {
        YAML("catalog.yaml", """
                models:
                  algorithm-selector: # größer
                    basePath: "s3://featurestore/models/algorithm-selector"
                    versions: {policy: specific, versions: [1, 2]}
                    labels: {stable: 1, canary: 2}
                    traffic: {stable: 70, canary: 30}
                    engine:
                      threads: engine
                      timeout: 5s
                  'other':
                    basePath: |-
                      other
                """),
        TEXT_PROTOBUF("models.config", """
                model_config_list {
                  config { # größer
                    name: "algorithm-selector" base_path: 's3://featurestore/models'
                    model_platform: 'tensorflow'
                    model_version_policy { specific { versions: 1 versions: 2 } }
                    version_labels { key: 'stable' value: 1 }
                    version_labels: { key: "can\\x61ry", value: 2 }
                  }
                  config: [{ name: 'other' base_path: '/other' model_version_policy: { latest { num_versions: 2 } } }]
                }
                """);

        private final String file;
        private final String text;

        Sample(String file, String text) {
            this.file = file;
            this.text = text;
        }

        byte[] content() {
            return text.getBytes(StandardCharsets.UTF_8);
        }
    }

    @ParameterizedTest
    @EnumSource
    void parse_everyTruncation_isRefusedOrWhole(Sample sample) {
        byte[] whole = sample.content();
        assertThat(isCatalogue(sample.file, whole)).isTrue();
        for (int length = 0; length < whole.length; length++) {
            isCatalogue(sample.file, Arrays.copyOf(whole, length));
            isCatalogue(sample.file, Arrays.copyOfRange(whole, length, whole.length));
        }
    }

    @ParameterizedTest(name = "{0}, seed 1")
    @EnumSource
    void parse_bytesChanged_isRefusedOrWhole(Sample sample) {
        SplittableRandom random = new SplittableRandom(1);
        int refused = 0;
        for (int i = 0; i < MUTATIONS; i++) {
            byte[] content = sample.content();
            for (int change = random.nextInt(1, 4); change > 0; change--) {
                content[random.nextInt(content.length)] = mutation(random);
            }
            refused += isCatalogue(sample.file, content) ? 0 : 1;
        }
        assertThat(refused).isBetween(MUTATIONS / 2, MUTATIONS - 1);
    }

    /** Often one that means something in either notation. */
    private static byte mutation(SplittableRandom random) {
        String signs = "{}[]:,#&*!|>'\"%@`-?\n\t 01<~\\;";
        return random.nextBoolean() ? (byte) signs.charAt(random.nextInt(signs.length())) : (byte) random.nextInt();
    }

    static Stream<Arguments> bombs() {
        return Stream.of(
                        Arguments.of(Sample.YAML, "models: "),
                        Arguments.of(Sample.YAML, ""),
                        Arguments.of(Sample.TEXT_PROTOBUF, "model_config_list { config "),
                        Arguments.of(Sample.TEXT_PROTOBUF, "unknown "))
                .flatMap(start -> Stream.of("[", "{", "{a: ", "- ", "? ", "a {", "<", "a:\n", "'", "|", "&a ", "*a ")
                        .map(unit -> Arguments.of(start.get()[0], start.get()[1], unit)));
    }

    @ParameterizedTest(name = "{0}: {1}{2}…")
    @MethodSource
    void bombs(Sample sample, String start, String unit) {
        String text = start + unit.repeat((CatalogueFormat.LIMIT - start.length()) / unit.length());
        byte[] content = text.getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> CatalogueFormat.parse(sample.file, "/", content))
                .isInstanceOf(CatalogueException.class);
    }

    /** Ten levels of ten aliases each: a gigabyte, were it spelt out. */
    @Test
    void parse_aliasesOfAliases_areRefusedUnexpanded() {
        StringBuilder yaml = new StringBuilder("a0: &a0 [lol]\n");
        for (int level = 1; level < 10; level++) {
            yaml.append("a%d: &a%d [%s]\n".formatted(level, level, ("*a" + (level - 1) + ",").repeat(10)));
        }
        byte[] content = yaml.toString().getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> CatalogueFormat.parse("catalog.yaml", "/", content))
                .isInstanceOf(CatalogueException.class)
                .hasMessage("catalogue catalog.yaml, line 1: the anchor &a0: a catalogue has no anchors and aliases");
    }

    /** False if it is refused; anything else that is thrown fails the test. */
    private static boolean isCatalogue(String file, byte[] content) {
        try {
            return CatalogueFormat.parse(file, "/srv/models", content) != null;
        } catch (CatalogueException e) {
            assertThat(e).hasMessageStartingWith("catalogue " + file);
            return false;
        }
    }
}
