package io.algorithmselector.trainer;

import java.util.Arrays;

/**
 * An autoregressive model about the mean: Yule-Walker equations solved by the Levinson-Durbin recursion, the order chosen by Akaike's
 * criterion.
 */
final class Autoregression {
    private static final int MAXIMUM_ORDER = 26;

    /** Added to the variance in proportion, so that a perfectly predictable window has a solution. */
    private static final double RIDGE = 1e-6;

    /** Below this variance the window counts as constant; and the floor of the residual variance. */
    private static final double SMALLEST_VARIANCE = 1e-12;

    private Autoregression() {}

    static double[] forecast(double[] window) {
        double mean = Week.mean(window);
        double[] centred = Arrays.stream(window).map(x -> x - mean).toArray();
        double[] covariance = autocovariance(centred);
        if (covariance[0] < SMALLEST_VARIANCE) {
            return BasicForecasts.constant(mean);
        }
        double[] forecast = continued(centred, coefficients(covariance));
        return Arrays.stream(forecast).map(x -> x + mean).toArray();
    }

    private static double[] autocovariance(double[] centred) {
        double[] covariance = new double[MAXIMUM_ORDER + 1];
        for (int lag = 0; lag <= MAXIMUM_ORDER; lag++) {
            double sum = 0;
            for (int t = 0; t + lag < centred.length; t++) {
                sum += centred[t] * centred[t + lag];
            }
            covariance[lag] = sum / centred.length;
        }
        return covariance;
    }

    /** The coefficients, that of lag 1 first, of the order with the least criterion; the lowest of equals. */
    private static double[] coefficients(double[] covariance) {
        double variance = covariance[0] * (1 + RIDGE);
        double[] current = {};
        double[] best = current;
        double least = criterion(variance, 0);
        for (int order = 1; order <= MAXIMUM_ORDER; order++) {
            double reflection = reflection(covariance, current, variance);
            current = extended(current, reflection);
            variance *= 1 - reflection * reflection;
            double criterion = criterion(variance, order);
            if (criterion < least) {
                least = criterion;
                best = current;
            }
        }
        return best;
    }

    private static double reflection(double[] covariance, double[] coefficients, double variance) {
        int order = coefficients.length + 1;
        double rest = covariance[order];
        for (int i = 0; i < coefficients.length; i++) {
            rest -= coefficients[i] * covariance[order - 1 - i];
        }
        return rest / Math.max(variance, SMALLEST_VARIANCE);
    }

    private static double[] extended(double[] coefficients, double reflection) {
        int last = coefficients.length;
        double[] longer = Arrays.copyOf(coefficients, last + 1);
        for (int i = 0; i < last; i++) {
            longer[i] -= reflection * coefficients[last - 1 - i];
        }
        longer[last] = reflection;
        return longer;
    }

    private static double criterion(double variance, int order) {
        return Week.LENGTH * StrictMath.log(Math.max(variance, SMALLEST_VARIANCE)) + 2 * order;
    }

    private static double[] continued(double[] centred, double[] coefficients) {
        int start = centred.length;
        double[] values = Arrays.copyOf(centred, start + Week.HORIZON);
        for (int t = start; t < values.length; t++) {
            for (int i = 0; i < coefficients.length; i++) {
                values[t] += coefficients[i] * values[t - 1 - i];
            }
        }
        return Arrays.copyOfRange(values, start, values.length);
    }
}
