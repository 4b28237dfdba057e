package io.algorithmselector.trainer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * What a version of the sample model must answer: Java's definition of features and network, in double precision, on the weights
 * of the exported file.
 *
 * @param algorithm the name of the one with the highest score
 * @param scores 8, in the order of the names
 * @param expectedErrors 8, in the same order
 */
public record ReferenceAnswer(String algorithm, List<Double> scores, List<Double> expectedErrors) {
    /**
     * Computes it for one window of {@link SampleWindows#LENGTH} readings.
     *
     * @param models the folder that holds the versions' folders
     * @param number 1 or 2
     */
    public static ReferenceAnswer of(Path models, int number, float[] window) throws IOException {
        ModelVersion version = Arrays.stream(ModelVersion.values())
                .filter(each -> each.number() == number)
                .findFirst()
                .orElseThrow();
        Weights weights = SavedWeights.read(models.resolve(Integer.toString(number)), version);
        Prediction prediction = new NetworkDefinition(version, weights).predict(window);
        return new ReferenceAnswer(
                prediction.algorithm(), list(prediction.scores()), list(prediction.expectedErrors()));
    }

    private static List<Double> list(double[] values) {
        return Arrays.stream(values).boxed().toList();
    }
}
