package io.algorithmselector.catalog.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DurationTextTest {
    @ParameterizedTest
    @CsvSource({
        "500ms, 500",
        "5s, 5000",
        "1.5s, 1500",
        "1m30s, 90000",
        "2h, 7200000",
        "2d, 172800000",
        "PT5S, 5000",
        "pt0.25s, 250",
        "P1D, 86400000",
        "0s, 0",
        "-PT5S, -5000"
    })
    void parse_durations_areRead(String text, long milliseconds) {
        assertThat(DurationText.parse("timeout", text).toMillis()).isEqualTo(milliseconds);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "5",
                "500",
                "ms",
                "5 s",
                "5x",
                "1m500ms",
                "soon",
                "PT",
                "٥s",
                "99999999999999999999ms",
                "9223372036854775807s"
            })
    void parse_anythingElse_isRefusedByName(String text) {
        assertThatThrownBy(() -> DurationText.parse("timeout", text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("timeout '" + text + "' is not a duration such as 500ms, 5s or PT5S");
    }
}
