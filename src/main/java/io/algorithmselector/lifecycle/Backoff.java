package io.algorithmselector.lifecycle;

import java.time.Duration;

/**
 * How long to wait before trying again: doubles with every failure in a row, up to a bound.
 *
 * @param first after the first failure
 * @param longest never more than that
 */
public record Backoff(Duration first, Duration longest) {
    /** Doubled this often, a nanosecond is already 36 years: bounds the shift. */
    private static final int MAX_DOUBLINGS = 60;

    /** @throws IllegalArgumentException if the first is not positive, or longer than the longest */
    public Backoff {
        if (!first.isPositive() || first.compareTo(longest) > 0) {
            throw new IllegalArgumentException("backoff from " + first + " to " + longest);
        }
    }

    /** @param failures in a row, from 1 */
    Duration delay(int failures) {
        long factor = 1L << Math.min(failures - 1, MAX_DOUBLINGS);
        return first.compareTo(longest.dividedBy(factor)) > 0 ? longest : first.multipliedBy(factor);
    }
}
