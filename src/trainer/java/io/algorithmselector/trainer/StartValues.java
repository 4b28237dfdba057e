package io.algorithmselector.trainer;

import java.util.LinkedHashMap;
import java.util.Map;

/** Weights before training. */
final class StartValues {
    /** Heads start small, so that the first predictions are the mean loss and no preference. */
    private static final double HEAD_SIZE = .1;

    private StartValues() {}

    /**
     * Biases 0, that of the losses the mean loss; kernels of the linear model 0, of the perceptron He's (normal, variance 2 / inputs).
     */
    static Weights draw(ModelVersion version, double[] meanLosses, SeriesRandom random) {
        Map<String, float[][]> weights = new LinkedHashMap<>();
        version.layout().forEach((name, shape) -> {
            float[][] matrix = new float[shape[0]][shape[1]];
            normal(matrix, size(version, name), random);
            weights.put(name, matrix);
        });
        weights.put("error_bias", new float[][] {narrowed(meanLosses)});
        return new Weights(weights);
    }

    private static double size(ModelVersion version, String name) {
        if (version == ModelVersion.LINEAR || name.endsWith("_bias")) {
            return 0;
        }
        return name.startsWith("hidden") ? 1 : HEAD_SIZE;
    }

    private static float[] narrowed(double[] values) {
        float[] narrowed = new float[values.length];
        for (int k = 0; k < values.length; k++) {
            narrowed[k] = (float) values[k];
        }
        return narrowed;
    }

    private static void normal(float[][] kernel, double size, SeriesRandom random) {
        double deviation = size * Math.sqrt(2.0 / kernel.length);
        for (float[] row : kernel) {
            for (int j = 0; j < row.length; j++) {
                row[j] = (float) (deviation * random.normal());
            }
        }
    }
}
