package io.algorithmselector.trainer;

import java.util.Arrays;

/**
 * The sizes of the problem, and statistics of a week: hourly readings are the input, the day after them is forecast.
 *
 * <p>The statistics are taken about the first of the values, so that they are exact where all values are the same.
 */
final class Week {
    static final int DAY = 24;
    static final int DAYS = 7;

    /** Readings in a window, oldest first. */
    static final int LENGTH = DAYS * DAY;

    /** Readings forecast. */
    static final int HORIZON = DAY;

    private Week() {}

    /** The mean of the window's readings at each hour of the day. Hour 0 is that of the oldest reading. */
    static double[] hourMeans(double[] window) {
        double[] means = Arrays.copyOf(window, DAY);
        for (int t = DAY; t < LENGTH; t++) {
            means[t % DAY] += (window[t] - window[t % DAY]) / DAYS;
        }
        return means;
    }

    static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value - values[0];
        }
        return values[0] + sum / values.length;
    }

    /** The least-squares slope of the values against their index. */
    static double slope(double[] values) {
        double middle = (values.length - 1) / 2.0;
        double product = 0;
        double square = 0;
        for (int t = 0; t < values.length; t++) {
            product += (t - middle) * (values[t] - values[0]);
            square += (t - middle) * (t - middle);
        }
        return product / square;
    }
}
