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

        /** @throws IllegalArgumentException if the target is a label, and none of these */
        public void requireDeclared(Set<String> labels) {
            if (target instanceof Target.Label(String name) && !labels.contains(name)) {
                throw new IllegalArgumentException("traffic names the label '" + name + "', "
                        + (labels.isEmpty() ? "but there are no labels" : "which is none of " + labels));
            }
        }
    }

    /** Where a share goes: a label, or a version by its number. The two cannot be confused: no label starts with a digit. */
    public sealed interface Target {
        /** As the catalogue writes it. */
        String name();

        record Label(String name) implements Target {
            @Override
            public String toString() {
                return name;
            }
        }

        record Version(long number) implements Target {
            /** @throws IllegalArgumentException if the number is negative */
            public Version {
                if (number < 0) {
                    throw new IllegalArgumentException("version " + number + " is negative");
                }
            }

            @Override
            public String name() {
                return Long.toString(number);
            }

            @Override
            public String toString() {
                return name();
            }
        }
    }
}
