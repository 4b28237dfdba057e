package io.algorithmselector.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class DisturbancesTest {
    @Test
    void apply_manySeries_leavesAboutHalfAlone() {
        // .90 * .85 * .80 * .80 = .49 stay as they are
        int untouched = 0;
        for (int index = 0; index < 2000; index++) {
            double[] series = rising();
            Disturbances.apply(series, new SeriesRandom(11, index));
            untouched += Arrays.equals(series, rising()) ? 1 : 0;
            assertThat(Arrays.stream(series)).allMatch(Double::isFinite);
        }
        assertThat(untouched).isBetween(900, 1060);
    }

    @Test
    void apply_constantSeries_staysConstant() {
        for (int index = 0; index < 200; index++) {
            double[] series = new double[SeriesGenerator.LENGTH];
            Disturbances.apply(series, new SeriesRandom(12, index));
            assertThat(series).containsOnly(0);
        }
    }

    private static double[] rising() {
        double[] series = new double[SeriesGenerator.LENGTH];
        Arrays.setAll(series, t -> t);
        return series;
    }
}
