package io.algorithmselector.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

class SampleWindowsTest {
    @Test
    void window_sameNumber_isTheSameWindowButNotTheSameArray() {
        assertThat(SampleWindows.window(7))
                .isEqualTo(SampleWindows.window(7))
                .isNotSameAs(SampleWindows.window(7))
                .isNotEqualTo(SampleWindows.window(8));
    }

    @Test
    void window_readings_haveFourDigitsAtMost() {
        for (int index = 0; index < 50; index++) {
            float[] window = SampleWindows.window(index);
            assertThat(window).hasSize(SampleWindows.LENGTH);
            for (float reading : window) {
                assertThat(new BigDecimal(Float.toString(reading))
                                .stripTrailingZeros()
                                .precision())
                        .isLessThanOrEqualTo(4);
            }
        }
    }
}
