package io.algorithmselector.trainer;

import java.util.Arrays;
import java.util.stream.IntStream;

/** Windows with the truth about them. */
final class Examples {
    private final float[][] windows;
    private final double[][] losses;

    private Examples(float[][] windows, double[][] losses) {
        this.windows = windows;
        this.losses = losses;
    }

    /** The first {@code count} series of that seed. */
    static Examples generate(long seed, int count) {
        float[][] windows = new float[count][];
        double[][] losses = new double[count][];
        IntStream.range(0, count).parallel().forEach(index -> {
            float[] series = SeriesGenerator.series(seed, index);
            windows[index] = Arrays.copyOf(series, Week.LENGTH);
            losses[index] = losses(series);
        });
        return new Examples(windows, losses);
    }

    /** From a window and the day after it, readings as a client would send them, to the loss of each algorithm. */
    private static double[] losses(float[] series) {
        double[] readings = new double[series.length];
        for (int t = 0; t < series.length; t++) {
            readings[t] = series[t];
        }
        return Loss.ofAll(
                Arrays.copyOf(readings, Week.LENGTH), Arrays.copyOfRange(readings, Week.LENGTH, readings.length));
    }

    /** Count x {@value Week#LENGTH} readings. */
    float[][] windows() {
        return windows;
    }

    /** Count x 8: what each algorithm lost on the day that followed. */
    double[][] losses() {
        return losses;
    }

    int count() {
        return windows.length;
    }

    /** The mean loss of each algorithm. */
    double[] meanLosses() {
        double[] means = new double[Algorithm.COUNT];
        for (double[] row : losses) {
            for (int k = 0; k < means.length; k++) {
                means[k] += row[k] / count();
            }
        }
        return means;
    }
}
