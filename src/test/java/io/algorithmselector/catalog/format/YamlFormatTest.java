package io.algorithmselector.catalog.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.algorithmselector.catalog.Catalogue;
import io.algorithmselector.catalog.CatalogueException;
import io.algorithmselector.catalog.ModelConfig;
import io.algorithmselector.catalog.Renewal;
import io.algorithmselector.catalog.Traffic;
import io.algorithmselector.catalog.Traffic.Share;
import io.algorithmselector.catalog.Traffic.Target;
import io.algorithmselector.catalog.Transition;
import io.algorithmselector.catalog.VersionPolicy;
import io.algorithmselector.model.EngineOptions;
import io.algorithmselector.model.EngineOptions.Execution;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class YamlFormatTest {
    @Test
    void parse_everyKey_isTaken() throws CatalogueException {
        Catalogue catalogue = parse("""
                # all of it
                models:
                  algorithm-selector:
                    basePath: s3://featurestore/models/algorithm-selector/
                    versions: {policy: specific, versions: [1, 2, 3]}
                    labels: {stable: 1, canary: 2}
                    traffic:
                      stable: 70
                      canary: 25
                      3: 5
                    engine:
                      threads: engine
                      timeout: 500ms
                      interOpThreads: 2
                """);

        assertThat(catalogue)
                .isEqualTo(Catalogue.of(List.of(new ModelConfig(
                        "algorithm-selector",
                        "s3://featurestore/models/algorithm-selector",
                        new VersionPolicy.Specific(new TreeSet<>(List.of(1L, 2L, 3L))),
                        new TreeMap<>(Map.of("stable", 1L, "canary", 2L)),
                        new Traffic(List.of(
                                new Share(new Target.Label("stable"), 70),
                                new Share(new Target.Label("canary"), 25),
                                new Share(new Target.Version(3), 5))),
                        new EngineOptions(new Execution.EngineThreads(Duration.ofMillis(500)), OptionalInt.of(2))))));
    }

    @Test
    void parse_basePathAlone_takesTheDefaults() throws CatalogueException {
        assertThat(model("basePath: m"))
                .isEqualTo(new ModelConfig(
                        "m",
                        "/srv/models/m",
                        new VersionPolicy.Latest(1),
                        new TreeMap<>(),
                        null,
                        EngineOptions.DEFAULT));
    }

    @Test
    void parse_renewal_isTaken() throws CatalogueException {
        ModelConfig model = model("basePath: m, pollInterval: 5m, marker: _SUCCESS, transition: resource-preserving");
        assertThat(model.renewal())
                .isEqualTo(new Renewal(Duration.ofMinutes(5), "_SUCCESS", Transition.RESOURCE_PRESERVING));
        assertThat(model("basePath: m, transition: availability-preserving").renewal())
                .isEqualTo(Renewal.DEFAULT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "0s", "'0'"})
    void parse_neverPolled_isTaken(String never) throws CatalogueException {
        assertThat(model("basePath: m, pollInterval: " + never).renewal().pollInterval())
                .isEqualTo(Duration.ZERO);
    }

    @Test
    void parse_policies_areTaken() throws CatalogueException {
        assertThat(model("basePath: m, versions: {policy: all}").versions()).isEqualTo(new VersionPolicy.All());
        assertThat(model("basePath: m, versions: {policy: latest}").versions()).isEqualTo(VersionPolicy.DEFAULT);
        assertThat(model("basePath: m, versions: {policy: latest, count: 2}").versions())
                .isEqualTo(new VersionPolicy.Latest(2));
    }

    @Test
    void parse_callersThread_isTaken() throws CatalogueException {
        assertThat(model("basePath: m, engine: {threads: caller}").engine()).isEqualTo(EngineOptions.DEFAULT);
        assertThat(model("basePath: m, engine: {}").engine()).isEqualTo(EngineOptions.DEFAULT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "models: {}",
                "---\nmodels: {}\n...\n",
                "%YAML 1.2\n---\nmodels: {}",
                "\uFEFFmodels: {}",
                "models: {}\r\n",
                "{\"models\": {}}"
            })
    void parse_noModels_isAnEmptyCatalogue(String yaml) throws CatalogueException {
        assertThat(parse(yaml)).isEqualTo(Catalogue.EMPTY);
    }

    @Test
    void parse_json_isTheSameCatalogue() throws CatalogueException {
        assertThat(parse("""
                {"models": {"m": {"basePath": "m", "labels": {"a": 1}, "traffic": {"a": 60, "2": 40}}}}""")).isEqualTo(parse("models: {m: {basePath: m, labels: {a: 1}, traffic: {a: 60, 2: 40}}}"));
    }

    @Test
    void parse_namesThatYamlTakesForOtherThings_areNames() throws CatalogueException {
        assertThat(parse("models: {1: {basePath: 2024-01-01}, yes: {basePath: on}}")
                        .models()
                        .values())
                .extracting(ModelConfig::name, ModelConfig::basePath)
                .containsExactly(tuple("1", "/srv/models/2024-01-01"), tuple("yes", "/srv/models/on"));
    }

    @Test
    void parse_catalogueOfS3_resolvesBelowItsPrefix() throws CatalogueException {
        byte[] yaml = "models: {m: {basePath: ../m}}".getBytes(StandardCharsets.UTF_8);

        assertThat(CatalogueFormat.parse("s3://bucket/config/catalog.yaml", "s3://bucket/config", yaml)
                        .models()
                        .firstEntry()
                        .getValue()
                        .basePath())
                .isEqualTo("s3://bucket/m");
    }

    private static ModelConfig model(String fields) throws CatalogueException {
        return parse("models: {m: {" + fields + "}}").models().firstEntry().getValue();
    }

    private static Catalogue parse(String yaml) throws CatalogueException {
        return CatalogueFormat.parse("catalog.yaml", "/srv/models", yaml.getBytes(StandardCharsets.UTF_8));
    }
}
