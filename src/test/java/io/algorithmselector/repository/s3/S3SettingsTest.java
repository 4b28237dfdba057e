package io.algorithmselector.repository.s3;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class S3SettingsTest {
    @ParameterizedTest
    @ValueSource(strings = {"localhost:9000", "ftp://host", "http:///path", "host"})
    void endpoint_notHttp_isRefusedByName(String endpoint) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> S3Settings.of(URI.create(endpoint), null, false, false))
                .withMessageContaining(endpoint);
    }

    @Test
    void endpoint_withPassword_isRefusedWithoutShowingIt() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> S3Settings.of(URI.create("http://me:hidden@host"), null, false, false))
                .withMessageNotContaining("hidden");
    }

    @ParameterizedTest
    @CsvSource({"'', 1, 1, 1, ", ", 0, 1, 1, ", ", 1, 0, 1, ", ", 1, 1, -1, ", ", 1, 1, 1, 1023", ", 1, 1, 1, -1"})
    void settings_outOfRange_areRefused(
            @Nullable String region, int parallel, long connect, long read, @Nullable Long bytes) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new S3Settings(
                        null,
                        region,
                        false,
                        false,
                        parallel,
                        Duration.ofSeconds(connect),
                        Duration.ofSeconds(read),
                        bytes));
    }
}
