package io.algorithmselector.trainer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * A model's whole computation in plain Java and double precision: the definition that the exported graph must agree with, whoever
 * serves it. Thread-safe.
 */
public final class NetworkDefinition {
    private final ModelVersion version;
    private final Weights weights;

    NetworkDefinition(ModelVersion version, Weights weights) {
        this.version = version;
        this.weights = weights;
    }

    /**
     * The definition with the weights of an exported version.
     *
     * @param models the folder that holds the versions' folders
     * @param number 1 or 2
     */
    public static NetworkDefinition read(Path models, int number) throws IOException {
        ModelVersion version = ModelVersion.of(number);
        return new NetworkDefinition(version, SavedWeights.read(Trainer.folder(models, version), version));
    }

    /** The answer for {@value Week#LENGTH} readings, oldest first. */
    public Prediction predict(float[] window) {
        if (!FeatureDefinition.usable(window)) {
            return new Prediction("", unknown(), unknown());
        }
        double[] features = standardised(FeatureDefinition.of(version.features(), window));
        return switch (version) {
            case LINEAR -> linear(features);
            case PERCEPTRON -> perceptron(features);
        };
    }

    private Prediction linear(double[] features) {
        double[] errors = dense(features, "error");
        double[] preference =
                Arrays.stream(errors).map(e -> -e / ModelVersion.TEMPERATURE).toArray();
        return prediction(preference, errors);
    }

    private Prediction perceptron(double[] features) {
        double[] hidden = rectified(dense(rectified(dense(features, "hidden1")), "hidden2"));
        return prediction(dense(hidden, "choice"), dense(hidden, "error"));
    }

    private static Prediction prediction(double[] preference, double[] errors) {
        double[] scores = softmax(preference);
        String algorithm = Algorithm.ALL.get(Prediction.highest(scores)).label();
        return new Prediction(algorithm, scores, errors);
    }

    private double[] standardised(double[] features) {
        float[] mean = weights.get(Weights.FEATURE_MEAN)[0];
        float[] scale = weights.get(Weights.FEATURE_SCALE)[0];
        double[] standardised = new double[features.length];
        Arrays.setAll(
                standardised,
                i -> Math.clamp(
                        (features[i] - mean[i]) / scale[i], -FeatureSet.FEATURE_LIMIT, FeatureSet.FEATURE_LIMIT));
        return standardised;
    }

    private double[] dense(double[] inputs, String layer) {
        float[][] kernel = weights.get(layer + "_kernel");
        float[] bias = weights.get(layer + "_bias")[0];
        double[] outputs = new double[bias.length];
        for (int j = 0; j < outputs.length; j++) {
            outputs[j] = bias[j];
            for (int i = 0; i < inputs.length; i++) {
                outputs[j] += inputs[i] * kernel[i][j];
            }
        }
        return outputs;
    }

    private static double[] rectified(double[] values) {
        return Arrays.stream(values).map(v -> Math.max(0, v)).toArray();
    }

    private static double[] softmax(double[] values) {
        double largest = Arrays.stream(values).max().orElseThrow();
        double[] powers = Arrays.stream(values).map(v -> Math.exp(v - largest)).toArray();
        double sum = Arrays.stream(powers).sum();
        return Arrays.stream(powers).map(p -> p / sum).toArray();
    }

    private static double[] unknown() {
        double[] values = new double[Algorithm.COUNT];
        Arrays.fill(values, Double.NaN);
        return values;
    }
}
