package io.algorithmselector.trainer;

import java.util.Arrays;
import java.util.Map;

/** Mean and scale of each feature over the training set. */
final class Standardisation {
    /** Added to the deviation, so that a feature that hardly varies is not blown up. */
    private static final double LEAST_DEVIATION = 1e-3;

    private Standardisation() {}

    /** The first {@code width} features' {@link Weights#FEATURE_MEAN} and {@link Weights#FEATURE_SCALE}. */
    static Weights of(float[][] features, int width) {
        float[] mean = new float[width];
        float[] scale = new float[width];
        for (int i = 0; i < width; i++) {
            double average = mean(features, i);
            mean[i] = (float) average;
            scale[i] = (float) (deviation(features, i, average) + LEAST_DEVIATION);
        }
        return new Weights(
                Map.of(Weights.FEATURE_MEAN, new float[][] {mean}, Weights.FEATURE_SCALE, new float[][] {scale}));
    }

    /** Standardises as the graph does, in 32 bits. */
    static float[][] apply(Weights weights, float[][] features) {
        float[] mean = weights.get(Weights.FEATURE_MEAN)[0];
        float[] scale = weights.get(Weights.FEATURE_SCALE)[0];
        return Arrays.stream(features)
                .parallel()
                .map(row -> standardised(row, mean, scale))
                .toArray(float[][]::new);
    }

    private static float[] standardised(float[] row, float[] mean, float[] scale) {
        float[] result = new float[mean.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = Math.clamp((row[i] - mean[i]) / scale[i], -FeatureSet.FEATURE_LIMIT, FeatureSet.FEATURE_LIMIT);
        }
        return result;
    }

    private static double mean(float[][] features, int column) {
        double sum = 0;
        for (float[] row : features) {
            sum += row[column];
        }
        return sum / features.length;
    }

    private static double deviation(float[][] features, int column, double mean) {
        double sum = 0;
        for (float[] row : features) {
            sum += (row[column] - mean) * (row[column] - mean);
        }
        return Math.sqrt(sum / features.length);
    }
}
