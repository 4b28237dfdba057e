package io.algorithmselector.catalog;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * How requests that name no version are shared.
 *
 * @param shares in the order of the catalogue; percentages that add up to exactly 100
 */
public record Traffic(List<Share> shares) {
    private static final int TOTAL = 100;

    /** @throws IllegalArgumentException if a target stands twice, or the total is not 100 */
    public Traffic {
        Set<Target> seen = new HashSet<>();
        int total = 0;
        for (Share share : shares) {
            if (!seen.add(share.target())) {
                throw new IllegalArgumentException("traffic names " + share.target() + " twice");
            }
            total += share.percent();
        }
        if (total != TOTAL) {
            throw new IllegalArgumentException("traffic adds up to " + total + ", not to " + TOTAL);
        }
        shares = List.copyOf(shares);
    }

    /**
     * One target's share.
     *
     * @param percent from 0 to 100
     */
    public record Share(Target target, int percent) {
        /** @throws IllegalArgumentException if the percentage is out of its range */
        public Share {
            if (percent < 0 || percent > TOTAL) {
                throw new IllegalArgumentException("traffic of " + target + " is " + percent + ", not from 0 to 100");
            }
        }
    }

    /** Where a share goes: a label, or a version by its number. */
    public sealed interface Target {
        record Label(String name) implements Target {
            @Override
            public String toString() {
                return name;
            }
        }

        record Version(long number) implements Target {
            @Override
            public String toString() {
                return Long.toString(number);
            }
        }
    }
}
