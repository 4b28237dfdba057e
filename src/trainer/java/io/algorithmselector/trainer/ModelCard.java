package io.algorithmselector.trainer;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * The card that lies beside a version, in Markdown: what it is, how well it does on the test set, and what it is not.
 *
 * @param test what the evaluation was made on
 * @param disagreement the share of the test windows on which the two versions choose differently
 */
record ModelCard(ModelVersion version, Examples test, Evaluation evaluation, double disagreement) {
    static final String FILE = "README.md";

    static ModelCard of(ModelVersion version, Examples test, Map<ModelVersion, List<Prediction>> predictions) {
        List<Prediction> linear = Objects.requireNonNull(predictions.get(ModelVersion.LINEAR));
        List<Prediction> perceptron = Objects.requireNonNull(predictions.get(ModelVersion.PERCEPTRON));
        List<Prediction> own = version == ModelVersion.LINEAR ? linear : perceptron;
        return new ModelCard(version, test, Evaluation.of(test, own), Evaluation.disagreement(linear, perceptron));
    }

    /** One line for the console. */
    String summary() {
        return String.format(
                Locale.ROOT,
                "accuracy %.3f, regret %.3f, gap closed %.3f",
                evaluation.accuracy(),
                evaluation.regret(),
                evaluation.gapClosed());
    }

    String text() {
        return String.join(
                "\n",
                String.format(
                        Locale.ROOT,
                        ModelCardText.HEAD,
                        version.number(),
                        version.features().size()),
                ModelCardText.DATA + algorithms(),
                ModelCardText.features(version),
                ModelCardText.model(version),
                figures(),
                ModelCardText.limits(version));
    }

    private String algorithms() {
        double[] means = test.meanLosses();
        double[] best = bestShares();
        return Algorithm.ALL.stream()
                .map(algorithm -> String.format(
                        Locale.ROOT,
                        "| `%s` | %.3f | %.3f |\n",
                        algorithm.label(),
                        means[algorithm.index()],
                        best[algorithm.index()]))
                .collect(Collectors.joining());
    }

    private double[] bestShares() {
        double[] shares = new double[Algorithm.COUNT];
        for (double[] losses : test.losses()) {
            double[] gains = Arrays.stream(losses).map(loss -> -loss).toArray();
            shares[Prediction.highest(gains)] += 1.0 / test.count();
        }
        return shares;
    }

    private String figures() {
        return String.format(
                Locale.ROOT,
                ModelCardText.FIGURES,
                evaluation.accuracy(),
                evaluation.loss(),
                evaluation.baselineLoss(),
                evaluation.hindsightLoss(),
                evaluation.regret(),
                evaluation.gapClosed(),
                evaluation.expectedLoss(),
                evaluation.highestScore(),
                disagreement);
    }
}
