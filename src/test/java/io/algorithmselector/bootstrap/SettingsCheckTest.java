package io.algorithmselector.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsCheckTest {
    private static final List<String> NONE = List.of();

    @Test
    void keys_areThoseOfTheMapping() {
        Set<String> declared = new TreeSet<>();
        collect("selector", SelectorSettings.class, declared);
        assertThat(SettingsCheck.KEYS).containsExactlyInAnyOrderElementsOf(declared);
    }

    @Test
    void requireKnown_everyKey_passesInBothSpellings() {
        List<String> environment =
                SettingsCheck.KEYS.stream().map(SettingsCheck::environmentName).toList();
        assertThatCode(() -> SettingsCheck.requireKnown(SettingsCheck.KEYS, environment))
                .doesNotThrowAnyException();
    }

    @Test
    void requireKnown_misspeltProperty_namesIt() {
        assertThatThrownBy(() -> SettingsCheck.requireKnown(List.of("selector.s3.endpoit", "quarkus.x"), NONE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("[selector.s3.endpoit]")
                .hasMessageContaining("selector.s3.endpoint");
    }

    @Test
    void requireKnown_misspeltVariable_namesItOnceInItsOwnSpelling() {
        assertThatThrownBy(() ->
                        SettingsCheck.requireKnown(List.of("selector.s3.endpoit"), List.of("SELECTOR_S3_ENDPOIT")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("[SELECTOR_S3_ENDPOIT]");
    }

    @Test
    void requireKnown_whatKubernetesMakesOfAService_passes() {
        List<String> variables = List.of("SELECTOR_SERVICE_HOST", "SELECTOR_PORT", "SELECTOR_PORT_8501_TCP_ADDR");
        List<String> asProperties = List.of("selector.service.host", "selector.port", "selector.port.8501.tcp.addr");
        assertThatCode(() -> SettingsCheck.requireKnown(asProperties, variables))
                .doesNotThrowAnyException();
    }

    @Test
    void problems_defaults_areNone() {
        assertThat(SettingsCheck.problems(settings(Map.of()))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "selector.repository.poll-interval, 0",
        "selector.repository.poll-interval, 0s",
        "selector.repository.poll-interval, 100ms",
        "selector.repository.poll-interval, 24h",
        "selector.repository.settle-time, 0",
        "selector.repository.settle-time, 24h"
    })
    void problems_endsOfTheRanges_areNone(String key, String value) {
        assertThat(SettingsCheck.problems(settings(Map.of(key, value)))).isEmpty();
    }

    @Test
    void settings_polling_hasItsDefaults() {
        SelectorSettings.Repository repository = settings(Map.of()).repository();
        assertThat(repository.pollInterval()).isEqualTo(Duration.ofSeconds(30));
        assertThat(repository.settleTime()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            selector.catalog                | s3://bucket    | selector.catalog: 's3://bucket' names no object; it must be s3://bucket/key
            selector.lifecycle.load-threads | 0              | selector.lifecycle.load-threads is 0; it must be at least 1
            selector.repository.poll-interval | -1s          | selector.repository.poll-interval is PT-1S; it must be 0s, or from 100ms to 24h
            selector.repository.poll-interval | 99ms         | selector.repository.poll-interval is PT0.099S; it must be 0s, or from 100ms to 24h
            selector.repository.poll-interval | 25h          | selector.repository.poll-interval is PT25H; it must be 0s, or from 100ms to 24h
            selector.repository.settle-time | -1s            | selector.repository.settle-time is PT-1S; it must be from 0s to 24h
            selector.repository.settle-time | 25h            | selector.repository.settle-time is PT25H; it must be from 0s to 24h
            selector.repository.bandwidth   | 1023           | selector.repository.bandwidth is 1023 bytes a second; it must be at least 1024
            selector.cache.max-size         | 0              | selector.cache.max-size is 0; it must be at least 1
            selector.lifecycle.drain-limit  | -1s            | selector.lifecycle.drain-limit is PT-1S; it must be from 0s to 24h
            selector.lifecycle.drain-limit  | 25h            | selector.lifecycle.drain-limit is PT25H; it must be from 0s to 24h
            selector.shutdown.pause         | -1s            | selector.shutdown.pause is PT-1S; it must be from 0s to 1h
            selector.shutdown.pause         | 61m            | selector.shutdown.pause is PT1H1M; it must be from 0s to 1h
            selector.limits.request-size    | 0              | selector.limits.request-size is 0; it must be at least 1
            selector.s3.endpoint            | localhost:9000 | selector.s3.endpoint: the S3 endpoint localhost:9000 is not http(s)://host[:port]
            selector.s3.endpoint            | http:///path   | selector.s3.endpoint: the S3 endpoint http:///path is not http(s)://host[:port]
            selector.admin.wait-limit       | 0s             | selector.admin.wait-limit is PT0S; it must be above 0s and at most 24h
            selector.admin.wait-limit       | 25h            | selector.admin.wait-limit is PT25H; it must be above 0s and at most 24h
            selector.admin.allowed-base-paths | /models,gs://b | selector.admin.allowed-base-paths: basePath 'gs://b' starts with 'gs:'; it must be an s3:// address or a path
            selector.s3.region              | ' '            | selector.s3.region is ' '; it must be a region's name, or left out
            selector.model.name             | mine           | selector.model.name and selector.model.base-path go together; there is selector.model.name only
            selector.model.base-path        | /m             | selector.model.name and selector.model.base-path go together; there is selector.model.base-path only
            """)
    void problems_valueThatCannotBeMeant_namesKeyAndValue(String key, String value, String problem) {
        assertThat(SettingsCheck.problems(settings(Map.of(key, value)))).containsExactly(problem);
    }

    @Test
    void problems_catalogueAndModel_namesBoth() {
        SelectorSettings both = settings(
                Map.of("selector.model.name", "mine", "selector.model.base-path", "/m", "selector.catalog", "c.yaml"));
        assertThat(SettingsCheck.problems(both))
                .containsExactly("selector.catalog (c.yaml) and selector.model.name (mine) exclude each other");
    }

    @Test
    void problems_severalValues_areAllTold() {
        SelectorSettings wrong =
                settings(Map.of("selector.lifecycle.load-threads", "-1", "selector.limits.request-size", "0"));
        assertThat(SettingsCheck.problems(wrong)).hasSize(2);
    }

    @Test
    void problems_endpointWithPassword_doesNotShowIt() {
        assertThat(SettingsCheck.problems(settings(Map.of("selector.s3.endpoint", "http://me:hidden@host"))))
                .singleElement()
                .asString()
                .startsWith("selector.s3.endpoint: ")
                .doesNotContain("hidden");
    }

    @ParameterizedTest
    @CsvSource({
        "selector.lifecycle.load-threads, many",
        "selector.lifecycle.drain-limit, soon",
        "selector.limits.request-size, abc",
        "selector.s3.endpoint, http://",
        "selector.s3.path-style, ''"
    })
    void settings_valueThatDoesNotConvert_namesKeyAndValue(String key, String value) {
        assertThatThrownBy(() -> settings(Map.of(key, value)))
                .isInstanceOf(ConfigValidationException.class)
                .hasMessageContainingAll(key, value);
    }

    @Test
    void validation_valueThatCannotBeMeant_failsTheConfiguration() {
        SmallRyeConfigBuilder builder = builder(Map.of("selector.lifecycle.load-threads", "0"));
        new SettingsValidation().configBuilder(builder);
        assertThatThrownBy(builder::build)
                .isInstanceOf(ConfigValidationException.class)
                .hasMessageContaining("selector.lifecycle.load-threads is 0");
    }

    private static SelectorSettings settings(Map<String, String> values) {
        return builder(values).build().getConfigMapping(SelectorSettings.class);
    }

    private static SmallRyeConfigBuilder builder(Map<String, String> values) {
        return new SmallRyeConfigBuilder()
                .withConverter(MemorySize.class, 100, new MemorySizeConverter())
                .withConverter(Duration.class, 100, new DurationConverter())
                .withMapping(SelectorSettings.class)
                .withSources(new PropertiesConfigSource(values, "test", 100));
    }

    private static void collect(String prefix, Class<?> mapping, Set<String> keys) {
        for (Method method : mapping.getDeclaredMethods()) {
            String key =
                    prefix + "." + method.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
            if (method.getReturnType().getEnclosingClass() == SelectorSettings.class) {
                collect(key, method.getReturnType(), keys);
            } else {
                keys.add(key);
            }
        }
    }
}
