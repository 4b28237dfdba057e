package io.algorithmselector.lifecycle;

import io.algorithmselector.catalog.Transition;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;

/**
 * From what is desired of one model and how its versions stand to the one next action; pure. Whoever follows it until it says
 * {@link Action.Nothing} ends with all that is wanted loaded, and nothing else.
 *
 * <p>A version that is no longer wanted stays
 *
 * <ul>
 *   <li>while it answers for a label whose own version is not available, and
 *   <li>while no wanted version is available and it is the newest that answers: it is loading, has failed, or there is none
 *       because the repository lies empty. Only taking the model out of the catalogue unloads everything.
 * </ul>
 *
 * <p>Where resources come before availability, a version that only has to be loaded counts as available for these two: the old
 * one goes first, and nothing is loaded before it has gone. It goes once a load could begin: nothing is gained by waiting for
 * one with nothing loaded. Other content for a version is not loaded beside what it replaces
 * either, and then one version after the other.
 */
final class LoadPolicy {
    private LoadPolicy() {}

    /**
     * What is to be.
     *
     * @param served whether the model is in the catalogue
     * @param wanted the versions to be loaded
     * @param labels the versions that the catalogue gives the labels
     */
    record Desired(boolean served, NavigableSet<Long> wanted, Map<String, Long> labels, Transition transition) {
        boolean wants(long version) {
            return wanted.contains(version);
        }

        boolean sparing() {
            return transition == Transition.RESOURCE_PRESERVING;
        }
    }

    /**
     * What is.
     *
     * @param answering the versions that answer for the labels
     * @param room whether a load could begin now
     */
    record Actual(NavigableMap<Long, Standing> versions, Map<String, Long> answering, boolean room) {}

    /** Unloading comes first, so that its memory is free for what is loaded next. */
    static Action next(Desired desired, Actual actual) {
        for (Map.Entry<Long, Standing> version : actual.versions().entrySet()) {
            if (mayGo(version.getKey(), version.getValue(), desired, actual)) {
                return new Action.Unload(version.getKey());
            }
        }
        NavigableMap<Long, Standing> newestFirst = actual.versions().descendingMap();
        for (Map.Entry<Long, Standing> version : newestFirst.entrySet()) {
            if (mayCome(version.getKey(), version.getValue(), desired, actual)) {
                return new Action.Load(version.getKey());
            }
        }
        for (Map.Entry<Long, Standing> version : newestFirst.entrySet()) {
            if (mayMakeRoom(version.getKey(), version.getValue(), desired, actual)) {
                return new Action.Unload(version.getKey());
            }
        }
        return new Action.Nothing();
    }

    private static boolean mayCome(long version, Standing standing, Desired desired, Actual actual) {
        if (!desired.wants(version)) {
            return false;
        }
        return desired.sparing()
                ? standing == Standing.LOADABLE && !somethingGoes(desired, actual)
                : standing == Standing.LOADABLE || standing == Standing.OUTDATED;
    }

    /** Whether what is not wanted still takes room that it will give back. */
    private static boolean somethingGoes(Desired desired, Actual actual) {
        return actual.versions().entrySet().stream().anyMatch(other -> switch (other.getValue()) {
            case UNLOADING -> true;
            case LOADING, RELOADING -> !desired.wants(other.getKey());
            case LOADABLE, AVAILABLE, OUTDATED, ENDED -> false;
        });
    }

    private static boolean mayGo(long version, Standing standing, Desired desired, Actual actual) {
        // what is reloading goes when the load has ended
        if (!standing.answers() || standing == Standing.RELOADING || desired.wants(version)) {
            return false;
        }
        return !desired.served() || !(answersForAnother(version, desired, actual) || isLast(version, desired, actual));
    }

    private static boolean answersForAnother(long version, Desired desired, Actual actual) {
        return actual.answering().entrySet().stream()
                .filter(label -> label.getValue() == version)
                .map(label -> desired.labels().get(label.getKey()))
                .anyMatch(own -> own != null && !takesOver(own, desired, actual));
    }

    /** Whether a label may be left to its own version; where availability comes first it moves before this is asked. */
    private static boolean takesOver(long own, Desired desired, Actual actual) {
        return desired.sparing() && isThereOrComes(own, desired, actual);
    }

    private static boolean isThereOrComes(long version, Desired desired, Actual actual) {
        Standing standing = actual.versions().getOrDefault(version, Standing.ENDED);
        return desired.wants(version)
                && (standing.answers()
                        || standing == Standing.LOADING
                        || (standing == Standing.LOADABLE && actual.room()));
    }

    private static boolean isLast(long version, Desired desired, Actual actual) {
        if (desired.sparing()
                && desired.wanted().stream().anyMatch(wanted -> isThereOrComes(wanted, desired, actual))) {
            return false;
        }
        return actual.versions().entrySet().stream()
                .filter(other -> other.getValue().answers())
                .noneMatch(other -> other.getKey() > version || desired.wants(other.getKey()));
    }

    /** Whether it is to go for other content under its own number: once nothing else of the model is under way. */
    private static boolean mayMakeRoom(long version, Standing standing, Desired desired, Actual actual) {
        return desired.sparing()
                && actual.room()
                && standing == Standing.OUTDATED
                && desired.wants(version)
                && actual.versions().entrySet().stream().noneMatch(other -> underWay(other, desired));
    }

    private static boolean underWay(Map.Entry<Long, Standing> version, Desired desired) {
        return switch (version.getValue()) {
            case LOADING, RELOADING, UNLOADING -> true;
            case LOADABLE -> desired.wants(version.getKey());
            case AVAILABLE, OUTDATED, ENDED -> false;
        };
    }
}
