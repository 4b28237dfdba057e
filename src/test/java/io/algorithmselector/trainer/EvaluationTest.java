package io.algorithmselector.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class EvaluationTest {
    private static final Examples EXAMPLES = Examples.generate(5, 40);

    @Test
    void of_alwaysTheBaseline_closesNoGap() {
        Evaluation evaluation = Evaluation.of(EXAMPLES, always(Evaluation.BASELINE));

        assertThat(evaluation.gapClosed()).isCloseTo(0, within(1e-12));
        assertThat(evaluation.regret()).isCloseTo(evaluation.loss() - evaluation.hindsightLoss(), within(1e-12));
    }

    @Test
    void of_hindsight_closesTheWholeGap() {
        List<Prediction> best = Arrays.stream(EXAMPLES.losses())
                .map(losses -> choice(Algorithm.ALL.get(lowest(losses))))
                .toList();

        Evaluation evaluation = Evaluation.of(EXAMPLES, best);

        assertThat(evaluation.accuracy()).isEqualTo(1);
        assertThat(evaluation.regret()).isCloseTo(0, within(1e-12));
        assertThat(evaluation.gapClosed()).isCloseTo(1, within(1e-12));
    }

    @Test
    void of_oneWindow_isAsComputedByHand() {
        Examples one = Examples.generate(5, 1);
        double[] losses = one.losses()[0];

        Evaluation evaluation = Evaluation.of(one, List.of(choice(Algorithm.MEDIAN)));

        assertThat(evaluation.loss()).isEqualTo(losses[2]);
        assertThat(evaluation.baselineLoss()).isEqualTo(losses[6]);
        assertThat(evaluation.hindsightLoss()).isEqualTo(losses[lowest(losses)]);
        assertThat(evaluation.expectedLoss()).isEqualTo(.25);
        assertThat(evaluation.highestScore()).isEqualTo(.5);
    }

    @Test
    void disagreement_oneOfForty_isItsShare() {
        List<Prediction> naive = always(Algorithm.NAIVE);
        List<Prediction> other = new ArrayList<>(naive);
        other.set(3, choice(Algorithm.AR));

        assertThat(Evaluation.disagreement(naive, naive)).isZero();
        assertThat(Evaluation.disagreement(naive, other)).isEqualTo(1.0 / 40);
    }

    private static int lowest(double[] losses) {
        int lowest = 0;
        for (int k = 1; k < losses.length; k++) {
            lowest = losses[k] < losses[lowest] ? k : lowest;
        }
        return lowest;
    }

    private static List<Prediction> always(Algorithm algorithm) {
        return Collections.nCopies(EXAMPLES.count(), choice(algorithm));
    }

    private static Prediction choice(Algorithm algorithm) {
        double[] scores = new double[Algorithm.COUNT];
        double[] errors = new double[Algorithm.COUNT];
        scores[algorithm.index()] = .5;
        errors[algorithm.index()] = .25;
        return new Prediction(algorithm.label(), scores, errors);
    }
}
