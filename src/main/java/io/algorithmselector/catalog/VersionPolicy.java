package io.algorithmselector.catalog;

import java.util.Collection;
import java.util.Collections;
import java.util.NavigableSet;
import java.util.TreeSet;

/** Which of the versions that lie in a repository are wanted. */
public sealed interface VersionPolicy {
    VersionPolicy DEFAULT = new Latest(1);

    /** Those of {@code present} that this policy wants; pure. */
    NavigableSet<Long> wanted(NavigableSet<Long> present);

    /** Every version. */
    record All() implements VersionPolicy {
        @Override
        public NavigableSet<Long> wanted(NavigableSet<Long> present) {
            return present;
        }
    }

    /** The {@code count} newest. */
    record Latest(int count) implements VersionPolicy {
        /** @throws IllegalArgumentException if the count is below 1 */
        public Latest {
            if (count < 1) {
                throw new IllegalArgumentException("count " + count + " is below 1");
            }
        }

        @Override
        public NavigableSet<Long> wanted(NavigableSet<Long> present) {
            TreeSet<Long> newest = new TreeSet<>();
            for (Long version : present.descendingSet()) {
                if (newest.size() == count) {
                    break;
                }
                newest.add(version);
            }
            return newest;
        }
    }

    /** Exactly these, present or not: one that is missing is wanted all the same, and shows as an error. */
    record Specific(NavigableSet<Long> versions) implements VersionPolicy {
        /** @throws IllegalArgumentException if there is none, or one is negative */
        public Specific {
            // As a collection: a sorted set would hand on its own order, and first() need not be the lowest then.
            versions = Collections.unmodifiableNavigableSet(new TreeSet<>((Collection<Long>) versions));
            if (versions.isEmpty()) {
                throw new IllegalArgumentException("a specific policy names at least one version");
            }
            if (versions.first() < 0) {
                throw new IllegalArgumentException("version " + versions.first() + " is negative");
            }
        }

        @Override
        public NavigableSet<Long> wanted(NavigableSet<Long> present) {
            return versions;
        }
    }
}
