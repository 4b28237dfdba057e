package io.algorithmselector.lifecycle;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How long to wait before trying again: doubles with every failure in a row, up to a bound, less a random share, so that many who
 * failed together do not come back together.
 *
 * @param first after the first failure
 * @param longest never more than that
 * @param jitter the largest share of a pause that chance takes away, from 0 (none) to 1 (all of it)
 */
public record Backoff(Duration first, Duration longest, double jitter) {
    /** Doubled this often, a nanosecond is already 36 years: bounds the shift. */
    private static final int MAX_DOUBLINGS = 60;

    /** @throws IllegalArgumentException if the first is not positive or longer than the longest, or jitter is no share */
    public Backoff {
        if (!first.isPositive() || first.compareTo(longest) > 0) {
            throw new IllegalArgumentException("backoff from " + first + " to " + longest);
        }
        if (!(jitter >= 0 && jitter <= 1)) {
            throw new IllegalArgumentException("jitter " + jitter + " is not from 0 to 1");
        }
    }

    /** Without chance. */
    public Backoff(Duration first, Duration longest) {
        this(first, longest, 0);
    }

    /** The same with a higher bound, if it is higher. */
    Backoff upTo(Duration bound) {
        return bound.compareTo(longest) > 0 ? new Backoff(first, bound, jitter) : this;
    }

    /** @param failures in a row, from 1 */
    public Duration delay(int failures) {
        long factor = 1L << Math.min(failures - 1, MAX_DOUBLINGS);
        Duration whole = first.compareTo(longest.dividedBy(factor)) > 0 ? longest : first.multipliedBy(factor);
        double kept = 1 - jitter * ThreadLocalRandom.current().nextDouble();
        return jitter == 0 ? whole : Duration.ofNanos((long) (whole.toNanos() * kept));
    }
}
