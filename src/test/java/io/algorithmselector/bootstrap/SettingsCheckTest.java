package io.algorithmselector.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Method;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

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
