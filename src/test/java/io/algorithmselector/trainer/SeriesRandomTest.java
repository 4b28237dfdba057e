package io.algorithmselector.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SeriesRandomTest {
    private static final int DRAWS = 40_000;

    @Test
    void normal_manyDraws_haveMeanZeroAndVarianceOne() {
        double[] draws = draws(SeriesRandom::normal);

        assertThat(mean(draws)).isCloseTo(0, within(.025));
        assertThat(variance(draws)).isCloseTo(1, within(.04));
    }

    @ParameterizedTest(name = "mean {0}")
    @ValueSource(doubles = {.3, 4, 29, 31, 400})
    void poisson_manyDraws_haveMeanAndVarianceOfTheRate(double rate) {
        double[] draws = draws(random -> random.poisson(rate));

        assertThat(Arrays.stream(draws)).allMatch(draw -> draw >= 0 && draw == Math.rint(draw));
        assertThat(mean(draws)).isCloseTo(rate, within(.025 * Math.sqrt(rate)));
        assertThat(variance(draws)).isCloseTo(rate, within(.06 * rate));
    }

    @Test
    void between_manyDraws_reachBothEndsAndNothingBeyond() {
        double[] draws = draws(random -> random.between(2, 6));

        assertThat(draws).containsOnly(2, 3, 4, 5);
    }

    @Test
    void seedAndIndex_neighbours_shareNoNumbers() {
        double[] here = first(new SeriesRandom(1, 7));

        assertThat(first(new SeriesRandom(1, 7))).isEqualTo(here);
        assertThat(first(new SeriesRandom(1, 8))).doesNotContain(here);
        assertThat(first(new SeriesRandom(2, 7))).doesNotContain(here);
    }

    private static double[] first(SeriesRandom random) {
        return IntStream.range(0, 1000).mapToDouble(i -> random.uniform(0, 1)).toArray();
    }

    private static double[] draws(ToDoubleFunction<SeriesRandom> draw) {
        SeriesRandom random = new SeriesRandom(5, 0);
        return IntStream.range(0, DRAWS)
                .mapToDouble(i -> draw.applyAsDouble(random))
                .toArray();
    }

    private static double mean(double[] values) {
        return Week.mean(values);
    }

    private static double variance(double[] values) {
        double mean = mean(values);
        return Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum() / values.length;
    }
}
