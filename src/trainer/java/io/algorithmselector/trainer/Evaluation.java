package io.algorithmselector.trainer;

import java.util.List;

/**
 * How well a version chooses.
 *
 * @param accuracy the share of windows on which no algorithm lost less than the chosen one
 * @param loss the mean loss of the chosen algorithms
 * @param baselineLoss the mean loss of always taking {@link #BASELINE}
 * @param hindsightLoss the mean loss of the best algorithm of each window, known only afterwards
 * @param expectedLoss the mean of what the version predicted for the algorithms that it chose
 * @param highestScore the mean of the highest score
 */
record Evaluation(
        double accuracy,
        double loss,
        double baselineLoss,
        double hindsightLoss,
        double expectedLoss,
        double highestScore) {
    /** The algorithm that is best on average over the training set: the choice without a model. */
    static final Algorithm BASELINE = Algorithm.THETA;

    static Evaluation of(Examples examples, List<Prediction> predictions) {
        int count = examples.count();
        double best = 0;
        double loss = 0;
        double hindsight = 0;
        double expected = 0;
        double highest = 0;
        for (int i = 0; i < count; i++) {
            double[] losses = examples.losses()[i];
            Prediction prediction = predictions.get(i);
            int chosen = Algorithm.labels().indexOf(prediction.algorithm());
            double least = least(losses);
            best += losses[chosen] <= least ? 1 : 0;
            loss += losses[chosen];
            hindsight += least;
            expected += prediction.expectedErrors()[chosen];
            highest += prediction.scores()[chosen];
        }
        double baseline = examples.meanLosses()[BASELINE.index()];
        return new Evaluation(
                best / count, loss / count, baseline, hindsight / count, expected / count, highest / count);
    }

    /** What the choice costs beyond hindsight. */
    double regret() {
        return loss - hindsightLoss;
    }

    /** The share of the way from the baseline (0) to hindsight (1). */
    double gapClosed() {
        return (baselineLoss - loss) / (baselineLoss - hindsightLoss);
    }

    /** The share of windows on which two versions choose different algorithms. */
    static double disagreement(List<Prediction> one, List<Prediction> other) {
        long different = 0;
        for (int i = 0; i < one.size(); i++) {
            different += one.get(i).algorithm().equals(other.get(i).algorithm()) ? 0 : 1;
        }
        return (double) different / one.size();
    }

    private static double least(double[] losses) {
        double least = losses[0];
        for (double loss : losses) {
            least = Math.min(least, loss);
        }
        return least;
    }
}
