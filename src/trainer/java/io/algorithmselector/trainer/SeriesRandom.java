package io.algorithmselector.trainer;

import java.util.SplittableRandom;

/**
 * The random numbers of one series. They depend on (seed, index) alone, so that a set of series is the same whatever the number of
 * threads that draw it, and from one JDK and machine to another: of the JDK's generator (SplitMix64) only the 64-bit stream is used,
 * and the transcendental functions are those of {@link StrictMath}.
 *
 * <p>Not thread-safe.
 */
final class SeriesRandom {
    private final SplittableRandom bits;
    private double spare = Double.NaN;

    SeriesRandom(long seed, long index) {
        bits = new SplittableRandom(new SplittableRandom(seed).nextLong() + index);
    }

    /** Evenly from [low, high). */
    double uniform(double low, double high) {
        return low + (high - low) * fraction();
    }

    boolean chance(double probability) {
        return fraction() < probability;
    }

    /** Evenly from 0 to bound - 1. */
    int below(int bound) {
        return (int) (fraction() * bound);
    }

    /** Evenly from low to high - 1. */
    int between(int low, int high) {
        return low + below(high - low);
    }

    /** Standard normal, by Marsaglia's polar method. */
    double normal() {
        if (!Double.isNaN(spare)) {
            double value = spare;
            spare = Double.NaN;
            return value;
        }
        double x;
        double y;
        double square;
        do {
            x = uniform(-1, 1);
            y = uniform(-1, 1);
            square = x * x + y * y;
        } while (square >= 1 || square == 0);
        double factor = Math.sqrt(-2 * StrictMath.log(square) / square);
        spare = y * factor;
        return x * factor;
    }

    /** Poisson by Knuth's product of uniforms; above a mean of 30 a rounded normal. */
    double poisson(double mean) {
        if (mean > 30) {
            return Math.max(0, Math.rint(mean + Math.sqrt(mean) * normal()));
        }
        double limit = StrictMath.exp(-mean);
        int count = 0;
        for (double product = fraction(); product > limit; product *= fraction()) {
            count++;
        }
        return count;
    }

    private double fraction() {
        return (bits.nextLong() >>> 11) * 0x1.0p-53;
    }
}
