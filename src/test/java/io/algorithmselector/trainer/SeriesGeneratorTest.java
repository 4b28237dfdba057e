package io.algorithmselector.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.Test;

class SeriesGeneratorTest {
    @Test
    void series_seedAndIndex_areTheSameOnEveryMachine() {
        // written down once; a change here means that the committed models were trained on other series
        assertThat(SeriesGenerator.series(2, 0)).startsWith(7019.916f, 7487.9106f, 4445.947f, 4913.9414f);
        assertThat(SeriesGenerator.series(2, 9_999)).endsWith(3.226985f, 2.6982865f, 2.4434588f, 2.7441537f);
    }

    @Test
    void generate_oneThreadOrSeveral_givesTheSameSet() throws Exception {
        Examples one = generate(1);
        Examples several = generate(4);

        assertThat(several.windows()).isDeepEqualTo(one.windows());
        assertThat(several.losses()).isDeepEqualTo(one.losses());
    }

    @Test
    void generate_smallerSet_isTheStartOfALargerOne() {
        assertThat(Examples.generate(3, 10).windows()[9])
                .isEqualTo(Examples.generate(3, 20).windows()[9]);
    }

    @Test
    void generate_window_isTheFirstWeekOfTheSeries() {
        assertThat(SeriesGenerator.series(3, 4))
                .startsWith(Examples.generate(3, 5).windows()[4]);
    }

    private static Examples generate(int threads) throws Exception {
        try (ForkJoinPool pool = new ForkJoinPool(threads)) {
            return pool.submit(() -> Examples.generate(3, 200)).get();
        }
    }
}
