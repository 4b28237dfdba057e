package io.algorithmselector.trainer;

/**
 * The theta method (Assimakopoulos and Nikolopoulos 2000) on the seasonally adjusted window: exponential smoothing plus half the
 * slope of the least-squares line, plus the season.
 */
final class Theta {
    private static final double[] SMOOTHING = {.05, .1, .2, .4, .6, .8};

    private Theta() {}

    static double[] forecast(double[] window) {
        double[] season = Week.hourMeans(window);
        double mean = Week.mean(season);
        double[] adjusted = new double[Week.LENGTH];
        for (int t = 0; t < Week.LENGTH; t++) {
            adjusted[t] = window[t] - (season[t % Week.DAY] - mean);
        }
        double level = smooth(adjusted);
        double slope = Week.slope(adjusted);
        double[] forecast = new double[Week.HORIZON];
        for (int h = 1; h <= Week.HORIZON; h++) {
            forecast[h - 1] = level + h * slope / 2 + season[h - 1] - mean;
        }
        return forecast;
    }

    /** The final level for the smoothing constant with the least squared one-step error; the first of equals. */
    private static double smooth(double[] values) {
        double best = Double.POSITIVE_INFINITY;
        double bestLevel = values[0];
        for (double alpha : SMOOTHING) {
            double level = values[0];
            double squared = 0;
            for (int t = 1; t < values.length; t++) {
                double error = values[t] - level;
                squared += error * error;
                level += alpha * error;
            }
            if (squared < best) {
                best = squared;
                bestLevel = level;
            }
        }
        return bestLevel;
    }
}
