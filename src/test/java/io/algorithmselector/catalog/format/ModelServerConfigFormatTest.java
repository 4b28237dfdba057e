package io.algorithmselector.catalog.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.algorithmselector.catalog.Catalogue;
import io.algorithmselector.catalog.CatalogueException;
import io.algorithmselector.catalog.ModelConfig;
import io.algorithmselector.catalog.VersionPolicy;
import io.algorithmselector.model.EngineOptions;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ModelServerConfigFormatTest {
    @Test
    void parse_everythingThatIsServed_isTaken() throws CatalogueException {
        Catalogue catalogue = parse("""
                # as TensorFlow Serving's documentation has it
                model_config_list {
                  config {
                    name: 'first'
                    base_path: '/models/first/'
                    model_platform: "tensorflow"
                    model_version_policy { specific { versions: 42 versions: 43 } }
                    version_labels { key: 'stable' value: 43 }
                    version_labels { key: 'canary' value: 42 }
                  }
                  config: {
                    name: "second",
                    base_path: "s3://bucket/second",
                    model_type: TENSORFLOW;
                    logging_config { log_collector_config { type: "file" } }
                  }
                }
                """);

        assertThat(catalogue)
                .isEqualTo(Catalogue.of(List.of(
                        new ModelConfig(
                                "first",
                                "/models/first",
                                new VersionPolicy.Specific(new TreeSet<>(List.of(42L, 43L))),
                                new TreeMap<>(Map.of("stable", 43L, "canary", 42L)),
                                null,
                                EngineOptions.DEFAULT),
                        new ModelConfig(
                                "second",
                                "s3://bucket/second",
                                VersionPolicy.DEFAULT,
                                new TreeMap<>(),
                                null,
                                EngineOptions.DEFAULT))));
    }

    @ParameterizedTest
    @CsvSource({
        "'', 1",
        "latest {}, 1",
        "latest { num_versions: 0 }, 1",
        "latest { num_versions: 2 }, 2",
        "latest { num_versions: 4294967295 }, 2147483647"
    })
    void parse_latest_isTaken(String policy, int count) throws CatalogueException {
        assertThat(policy(policy)).isEqualTo(new VersionPolicy.Latest(count));
    }

    @Test
    void parse_all_isTaken() throws CatalogueException {
        assertThat(policy("all {}")).isEqualTo(new VersionPolicy.All());
    }

    @Test
    void parse_relativeBasePath_isBelowTheFolder() throws CatalogueException {
        assertThat(parse("model_config_list { config { name: 'm' base_path: 'm' } }")
                        .models()
                        .firstEntry()
                        .getValue()
                        .basePath())
                .isEqualTo("/srv/models/m");
    }

    @Test
    void parse_emptyList_isAnEmptyCatalogue() throws CatalogueException {
        assertThat(parse("model_config_list {}")).isEqualTo(Catalogue.EMPTY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"models.config", "models.pbtxt", "m.textproto", "s3://b/MODELS.CONFIG"})
    void parse_endings_meanThisNotation(String source) throws CatalogueException {
        assertThat(CatalogueFormat.parse(source, "/", "model_config_list {}".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(Catalogue.EMPTY);
    }

    static Stream<Arguments> file() {
        return Stream.of(
                row("", ": it is empty"),
                row("# nothing\n", ": model_config_list is missing; model_config_list {} serves nothing"),
                row(
                        "\nmodels: {}\n",
                        ", line 2: not a ModelServerConfig: there is no field tensorflow.serving.ModelServerConfig.models"),
                row("model_config_list {\n", ", line 2: not a ModelServerConfig: Expected \"}\"."),
                row(
                        "model_config_list {\n  config { name: 5 }\n}\n",
                        ", line 2: not a ModelServerConfig: Expected string."),
                row(
                        "model_config_list {\n}\nmodel_config_list {\n}\n",
                        ", line 3: not a ModelServerConfig: Non-repeated"
                                + " field \"tensorflow.serving.ModelServerConfig.model_config_list\" cannot be overwritten."),
                row(
                        "\n\ncustom_model_config {}",
                        ", line 3: custom_model_config needs a source compiled into TensorFlow Serving; use"
                                + " model_config_list"),
                row(
                        "model_config_list {\n  config { name: 'm' base_path: '/m' }\n  config { name: 'm' base_path: '/n' }\n}",
                        ", line 3: a second model is named 'm'"),
                row(
                        "model_config_list {\n  config { base_path: '/m' }\n}",
                        ", line 2: model name '' is empty, a dot or two,"
                                + " or contains '/', '\\', ':', ';' or a control character"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void file(String text, String message) {
        assertThat(error(text)).isEqualTo("catalogue models.config" + message);
    }

    static Stream<Arguments> model() {
        return Stream.of(
                row("", "base_path is missing"),
                row(
                        "base_path: 'gs://b/m'",
                        "basePath 'gs://b/m' starts with 'gs:'; it must be an s3:// address or a path"),
                row("base_path: '/m' model_platform: 'other'", "model_platform is 'other'; only tensorflow is served"),
                row("base_path: '/m' model_type: OTHER", "model_type is not TENSORFLOW; only that is served"),
                row(
                        "base_path: '/m' logging_config { sampling_config { sampling_rate: 0.1 } }",
                        "logging_config asks for a" + " log of requests, which this server does not write; remove it"),
                row(
                        "base_path: '/m' model_version_policy { specific {} }",
                        "a specific policy names at least one version"),
                row("base_path: '/m' model_version_policy { specific { versions: -1 } }", "version -1 is negative"),
                row(
                        "base_path: '/m' version_labels { key: '1' value: 1 }",
                        "label '1' is not a letter followed by letters," + " digits, '.', '_' and '-'"),
                row("base_path: '/m' version_labels { key: 'a' value: -1 }", "label a points at -1, which is negative"),
                row(
                        "base_path: '/m' version_labels { key: 'a' value: 1 } version_labels { key: 'a' value: 2 }",
                        "version_labels has a label twice"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void model(String fields, String reason) {
        assertThat(error("model_config_list {\n  config { name: 'ok' base_path: '/ok' }\n  config { name: 'm' " + fields
                        + " }\n}\n"))
                .isEqualTo("catalogue models.config, line 3: model m: " + reason);
    }

    @Test
    void parse_modelsWrittenAsAList_isReadAndErrorsNameTheListsLine() throws CatalogueException {
        assertThat(parse("model_config_list {\nconfig: [\n{name: 'a' base_path: '/a'},\n{name: 'b' base_path: '/b'}]}")
                        .models())
                .containsOnlyKeys("a", "b");
        assertThat(error("model_config_list {\nconfig: [\n{name: 'a' base_path: '/a'},\n{name: 'b'}]}"))
                .isEqualTo("catalogue models.config, line 2: model b: base_path is missing");
    }

    private static VersionPolicy policy(String policy) throws CatalogueException {
        String written = policy.isEmpty() ? "" : "model_version_policy { " + policy + " }";
        return parse("model_config_list { config { name: 'm' base_path: '/m' " + written + " } }")
                .models()
                .firstEntry()
                .getValue()
                .versions();
    }

    private static Catalogue parse(String text) throws CatalogueException {
        return CatalogueFormat.parse("models.config", "/srv/models", text.getBytes(StandardCharsets.UTF_8));
    }

    private static String error(String text) {
        CatalogueException exception = catchThrowableOfType(CatalogueException.class, () -> parse(text));
        assertThat(exception.retryable()).isFalse();
        return String.valueOf(exception.getMessage());
    }

    private static Arguments row(String text, String message) {
        return Arguments.of(text, message);
    }
}
