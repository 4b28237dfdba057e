package io.algorithmselector.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LossTest {
    @Test
    void scale_alternatingWindow_isTheMeanAbsoluteDeviation() {
        assertThat(Loss.scale(values(168, t -> t % 2 == 0 ? 2 : -2))).isCloseTo(2, within(1e-12));
    }

    @Test
    void scale_smallSwingOnLargeLevel_isAThousandthOfTheLevel() {
        assertThat(Loss.scale(values(168, t -> t % 2 == 0 ? 1000.1 : 999.9))).isCloseTo(1, within(1e-9));
    }

    @Test
    void scale_zeroWindow_isNotZero() {
        assertThat(Loss.scale(new double[168])).isCloseTo(1e-9, within(1e-18));
    }

    @Test
    void of_errorsOfHalfTheScale_isAHalf() {
        assertThat(Loss.of(new double[24], values(24, h -> h % 2 == 0 ? 1.5 : -1.5), 3))
                .isCloseTo(.5, within(1e-12));
    }

    @Test
    void of_oneHourOff_isItsShareOfTheDay() {
        assertThat(Loss.of(new double[24], values(24, h -> h == 23 ? 12 : 0), 1))
                .isCloseTo(.5, within(1e-12));
    }

    @Test
    void of_farOff_isTheLimit() {
        assertThat(Loss.of(new double[24], values(24, h -> 1e300), 1e-9)).isEqualTo(Loss.LIMIT);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 4, 21.3, -.1, 1e-7, 98765.4321})
    void ofAll_constantWindowAndDay_allTieAtZero(double value) {
        assertThat(Loss.ofAll(values(168, t -> value), values(24, h -> value))).containsOnly(0);
    }

    @Test
    void ofAll_dayThatRepeatsTheLastOne_onlySeasonalNaiveIsRight() {
        double[] window = values(168, t -> t < 144 ? 0 : t % 24);

        double[] losses = Loss.ofAll(window, Arrays.copyOfRange(window, 144, 168));

        assertThat(losses[Algorithm.SEASONAL_NAIVE.index()]).isZero();
        assertThat(Arrays.stream(losses).filter(loss -> loss == 0)).hasSize(1);
    }

    private static double[] values(int length, IntToDoubleFunction value) {
        double[] values = new double[length];
        Arrays.setAll(values, value);
        return values;
    }
}
