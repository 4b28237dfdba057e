package io.algorithmselector.trainer;

import java.util.Arrays;

/** Forecasts that need no more than a line each. Window and result as in {@link Algorithm#forecast}. */
final class BasicForecasts {
    private BasicForecasts() {}

    /** The last reading goes on. */
    static double[] naive(double[] window) {
        return constant(window[Week.LENGTH - 1]);
    }

    /** The median of the week goes on. */
    static double[] median(double[] window) {
        double[] sorted = window.clone();
        Arrays.sort(sorted);
        return constant((sorted[Week.LENGTH / 2 - 1] + sorted[Week.LENGTH / 2]) / 2);
    }

    /** The least-squares line through the week is continued. */
    static double[] linearTrend(double[] window) {
        double mean = Week.mean(window);
        double slope = Week.slope(window);
        double[] forecast = new double[Week.HORIZON];
        for (int h = 0; h < Week.HORIZON; h++) {
            forecast[h] = mean + slope * (Week.LENGTH + h - (Week.LENGTH - 1) / 2.0);
        }
        return forecast;
    }

    /** The last day comes again. */
    static double[] seasonalNaive(double[] window) {
        return Arrays.copyOfRange(window, Week.LENGTH - Week.DAY, Week.LENGTH);
    }

    /** The day a week earlier comes again. */
    static double[] weeklyNaive(double[] window) {
        return Arrays.copyOf(window, Week.HORIZON);
    }

    /** The mean day of the week comes again. */
    static double[] seasonalMean(double[] window) {
        return Week.hourMeans(window);
    }

    static double[] constant(double value) {
        double[] forecast = new double[Week.HORIZON];
        Arrays.fill(forecast, value);
        return forecast;
    }
}
