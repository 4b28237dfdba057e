package io.algorithmselector.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AlgorithmTest {
    /** Readings 0, 1, 2, ... 167. */
    private static final double[] RISING = window(t -> t);

    @Test
    void labels_order_isThatOfTheScores() {
        assertThat(Algorithm.labels())
                .containsExactly(
                        "naive",
                        "linear_trend",
                        "median",
                        "seasonal_naive",
                        "weekly_naive",
                        "seasonal_mean",
                        "theta",
                        "ar");
    }

    @ParameterizedTest
    @EnumSource
    void forecast_constantWindow_isTheConstant(Algorithm algorithm) {
        assertForecast(algorithm, window(t -> -7.25), h -> -7.25);
    }

    @Test
    void naive_risingWindow_repeatsTheLastReading() {
        assertForecast(Algorithm.NAIVE, RISING, h -> 167);
    }

    @Test
    void linearTrend_risingWindow_goesOnRising() {
        assertForecast(Algorithm.LINEAR_TREND, RISING, h -> 167 + h);
    }

    @Test
    void linearTrend_oneReadingOff_followsTheLeastSquaresLine() {
        // one 1 at the end of zeros: mean 1/168, slope 83.5 / (168 (168^2 - 1) / 12)
        double slope = 83.5 / (168 * (168.0 * 168 - 1) / 12);
        assertForecast(
                Algorithm.LINEAR_TREND, window(t -> t == 167 ? 1 : 0), h -> 1 / 168.0 + slope * (167 + h - 83.5));
    }

    @Test
    void median_risingWindow_isBetweenTheMiddleReadings() {
        assertForecast(Algorithm.MEDIAN, RISING, h -> 83.5);
    }

    @Test
    void median_outliers_doNotMoveIt() {
        assertForecast(Algorithm.MEDIAN, window(t -> t < 80 ? 1e6 : 3), h -> 3);
    }

    @Test
    void seasonalNaive_risingWindow_repeatsTheLastDay() {
        assertForecast(Algorithm.SEASONAL_NAIVE, RISING, h -> 143 + h);
    }

    @Test
    void weeklyNaive_risingWindow_repeatsTheFirstDay() {
        assertForecast(Algorithm.WEEKLY_NAIVE, RISING, h -> h - 1);
    }

    @Test
    void seasonalMean_risingWindow_isTheMeanOfEachHour() {
        assertForecast(Algorithm.SEASONAL_MEAN, RISING, h -> 72 + h - 1);
    }

    @Test
    void theta_risingWindow_addsHalfTheSlopeAndTheSeason() {
        // the hour means are 72 + hour, so the adjusted readings climb a stair of 24 a day, the last at 155.5;
        // smoothing .8 follows it best. The slope of the stair is 1 less that of the hour on t: var(hour) / var(t).
        double slope = 1 - (24.0 * 24 - 1) / (168.0 * 168 - 1);
        assertForecast(Algorithm.THETA, RISING, h -> 155.5 + h * slope / 2 + (h - 1 - 11.5));
    }

    @Test
    void theta_noiseAboutALevel_smoothsMost() {
        // 1 and -1 by turns, out of step from day to day: a season of 1/7, and .05 has the least one-step error
        double[] window = window(t -> (t / 24 + t) % 2 == 0 ? 1 : -1);
        double[] season = Week.hourMeans(window);
        double level = window[0] - season[0] + Week.mean(season);
        for (int t = 1; t < Week.LENGTH; t++) {
            level += .05 * (window[t] - season[t % 24] + Week.mean(season) - level);
        }
        double slope = Week.slope(window(t -> window[t] - season[t % 24]));
        double end = level;
        assertForecast(Algorithm.THETA, window, h -> end + h * slope / 2 + season[h - 1] - Week.mean(season));
    }

    private static void assertForecast(Algorithm algorithm, double[] window, IntToDoubleFunction expected) {
        double[] forecast = IntStream.rangeClosed(1, 24).mapToDouble(expected).toArray();
        assertThat(algorithm.forecast(window)).containsExactly(forecast, within(1e-9));
    }

    private static double[] window(IntToDoubleFunction reading) {
        double[] window = new double[Week.LENGTH];
        Arrays.setAll(window, reading);
        return window;
    }
}
