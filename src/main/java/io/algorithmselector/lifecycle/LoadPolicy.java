package io.algorithmselector.lifecycle;

import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;

/**
 * From what is desired of one model and how its versions stand to the one next action; pure. Whoever follows it until it says
 * {@link Action.Nothing} ends with all that is wanted loaded, and nothing else.
 *
 * <p>It preserves availability: a version that is no longer wanted stays
 *
 * <ul>
 *   <li>while it answers for a label whose own version is not available, and
 *   <li>while no wanted version is available and it is the newest that answers: it is loading, has failed, or there is none
 *       because the repository lies empty. Only taking the model out of the catalogue unloads everything.
 * </ul>
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
    record Desired(boolean served, NavigableSet<Long> wanted, Map<String, Long> labels) {}

    /**
     * What is.
     *
     * @param answering the versions that answer for the labels
     */
    record Actual(NavigableMap<Long, Standing> versions, Map<String, Long> answering) {}

    /** Unloading comes first, so that its memory is free for what is loaded next. */
    static Action next(Desired desired, Actual actual) {
        for (Map.Entry<Long, Standing> version : actual.versions().entrySet()) {
            if (mayGo(version.getKey(), version.getValue(), desired, actual)) {
                return new Action.Unload(version.getKey());
            }
        }
        for (Map.Entry<Long, Standing> version :
                actual.versions().descendingMap().entrySet()) {
            if (mayCome(version.getKey(), version.getValue(), desired)) {
                return new Action.Load(version.getKey());
            }
        }
        return new Action.Nothing();
    }

    private static boolean mayCome(long version, Standing standing, Desired desired) {
        return desired.wanted().contains(version) && (standing == Standing.LOADABLE || standing == Standing.OUTDATED);
    }

    private static boolean mayGo(long version, Standing standing, Desired desired, Actual actual) {
        // what is reloading goes when the load has ended
        if (!standing.answers()
                || standing == Standing.RELOADING
                || desired.wanted().contains(version)) {
            return false;
        }
        return !desired.served() || !(answersForAnother(version, desired, actual) || isLast(version, desired, actual));
    }

    private static boolean answersForAnother(long version, Desired desired, Actual actual) {
        return actual.answering().entrySet().stream()
                .anyMatch(
                        label -> label.getValue() == version && desired.labels().containsKey(label.getKey()));
    }

    private static boolean isLast(long version, Desired desired, Actual actual) {
        return actual.versions().entrySet().stream()
                .filter(other -> other.getValue().answers())
                .noneMatch(other -> other.getKey() > version || desired.wanted().contains(other.getKey()));
    }
}
