package io.algorithmselector.trainer;

/** Random sequences that the families of series are made of. */
final class Noise {
    private Noise() {}

    /** White noise of deviation 1. */
    static double[] white(SeriesRandom random, int length) {
        double[] values = new double[length];
        for (int t = 0; t < length; t++) {
            values[t] = random.normal();
        }
        return values;
    }

    /** Stationary first-order autoregression; {@code deviation} is that of the values, not of the innovations. */
    static double[] autoregressive(SeriesRandom random, int length, double coefficient, double deviation) {
        double innovation = deviation * Math.sqrt(1 - coefficient * coefficient);
        double[] values = new double[length];
        values[0] = deviation * random.normal();
        for (int t = 1; t < length; t++) {
            values[t] = coefficient * values[t - 1] + innovation * random.normal();
        }
        return values;
    }

    /** The mean of each value and the {@code width - 1} before it; as many values fewer. */
    static double[] runningMean(double[] values, int width) {
        double[] means = new double[values.length - width + 1];
        for (int t = 0; t < means.length; t++) {
            for (int i = 0; i < width; i++) {
                means[t] += values[t + i] / width;
            }
        }
        return means;
    }

    /** Sums of the values so far, in place. */
    static double[] accumulate(double[] values) {
        for (int t = 1; t < values.length; t++) {
            values[t] += values[t - 1];
        }
        return values;
    }

    /** A smooth daily profile of {@code harmonics} cosines with random phase: 24 values, mean 0, largest magnitude 1. */
    static double[] profile(SeriesRandom random, int harmonics) {
        double[] profile = new double[Week.DAY];
        for (int i = 1; i <= harmonics; i++) {
            double amplitude = random.normal() / i;
            double phase = random.uniform(0, 2 * Math.PI);
            for (int hour = 0; hour < Week.DAY; hour++) {
                profile[hour] += amplitude * StrictMath.cos(2 * Math.PI * i * hour / Week.DAY + phase);
            }
        }
        return normalised(profile);
    }

    private static double[] normalised(double[] profile) {
        double mean = Week.mean(profile);
        double peak = 0;
        for (double value : profile) {
            peak = Math.max(peak, Math.abs(value - mean));
        }
        for (int hour = 0; hour < profile.length; hour++) {
            profile[hour] = (profile[hour] - mean) / peak;
        }
        return profile;
    }
}
