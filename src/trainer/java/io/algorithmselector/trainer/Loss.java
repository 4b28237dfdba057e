package io.algorithmselector.trainer;

/**
 * How far a forecast is off: its mean absolute error in units of the window's own mean absolute deviation, at most {@value #LIMIT}.
 *
 * <p>The unit is not the error of a naive forecast within the window, as is customary, because that is 0 on held and on intermittent
 * readings.
 */
final class Loss {
    static final double LIMIT = 5;

    /** The deviation counts as at least this share of the mean magnitude, which counts as at least {@link #LEAST_MAGNITUDE}. */
    static final double LEAST_SHARE = 1e-3;

    static final double LEAST_MAGNITUDE = 1e-6;

    private Loss() {}

    /** The loss of every algorithm, in their order. */
    static double[] ofAll(double[] window, double[] future) {
        double scale = scale(window);
        double[] losses = new double[Algorithm.COUNT];
        for (Algorithm algorithm : Algorithm.ALL) {
            losses[algorithm.index()] = of(algorithm.forecast(window), future, scale);
        }
        return losses;
    }

    static double of(double[] forecast, double[] future, double scale) {
        double error = 0;
        for (int h = 0; h < Week.HORIZON; h++) {
            error += Math.abs(forecast[h] - future[h]) / Week.HORIZON;
        }
        return Math.min(LIMIT, error / scale);
    }

    /** The unit of the loss, never 0. */
    static double scale(double[] window) {
        double mean = Week.mean(window);
        double deviation = 0;
        double magnitude = 0;
        for (double x : window) {
            deviation += Math.abs(x - mean) / window.length;
            magnitude += Math.abs(x) / window.length;
        }
        return Math.max(deviation, LEAST_SHARE * Math.max(magnitude, LEAST_MAGNITUDE));
    }
}
