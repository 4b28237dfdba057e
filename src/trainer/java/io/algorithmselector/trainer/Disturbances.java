package io.algorithmselector.trainer;

import java.util.Arrays;

/** What happens to readings on their way: each disturbance has a chance of its own. All work in place. */
final class Disturbances {
    private Disturbances() {}

    static void apply(double[] series, SeriesRandom random) {
        double deviation = deviation(series);
        if (random.chance(.10)) {
            step(series, deviation, random);
        }
        if (random.chance(.15)) {
            spikes(series, deviation, random);
        }
        if (random.chance(.20)) {
            round(series, deviation * random.uniform(.1, 1));
        }
        if (random.chance(.20)) {
            holds(series, random);
        }
    }

    /** The sensor is moved or recalibrated. */
    private static void step(double[] series, double deviation, SeriesRandom random) {
        double size = 2 * random.normal() * deviation;
        for (int t = random.between(Week.DAY, Week.LENGTH); t < series.length; t++) {
            series[t] += size;
        }
    }

    private static void spikes(double[] series, double deviation, SeriesRandom random) {
        for (int count = random.between(1, 5); count > 0; count--) {
            series[random.below(series.length)] += 6 * random.normal() * deviation;
        }
    }

    /** A coarse resolution. A constant series, whose unit would be 0, stays as it is. */
    private static void round(double[] series, double unit) {
        for (int t = 0; t < series.length && unit > 0; t++) {
            series[t] = Math.rint(series[t] / unit) * unit;
        }
    }

    /** Gaps, over which the last reading is held. */
    private static void holds(double[] series, SeriesRandom random) {
        for (int count = random.between(1, 4); count > 0; count--) {
            int start = random.below(series.length);
            int end = Math.min(series.length, start + 1 + random.between(2, 24));
            Arrays.fill(series, start, end, series[start]);
        }
    }

    private static double deviation(double[] series) {
        double mean = Week.mean(series);
        double square = 0;
        for (double x : series) {
            square += (x - mean) * (x - mean) / series.length;
        }
        return Math.sqrt(square);
    }
}
