package io.algorithmselector.lifecycle;

import io.algorithmselector.model.VersionId;
import java.util.List;

/**
 * Hears of changes, in the order in which they happen, on the reconciler's threads: be quick. What it throws is logged and
 * changes nothing.
 */
public interface LifecycleListener {
    /** A version is in another state, or has a new error. */
    default void changed(VersionStatus status) {}

    /** A version became available; how long that took. */
    default void loaded(VersionId id, LoadTimes times) {}

    /** A model's repository has been listed, or could not be. */
    default void polled(String model) {}

    /** So many bytes more of a model's versions came from a remote store, be it that a fetch succeeds or not. */
    default void downloaded(String model, long bytes) {}

    /** A model's repository could not be listed, or did not give a version's files. */
    default void repositoryFailed(String model) {}

    /** A model is known no more: it is not in the catalogue, and all its versions have been forgotten. */
    default void modelForgotten(String model) {}

    /** A version is known no more: neither in the catalogue nor in a state. */
    default void forgotten(VersionId id) {}

    /** Tells all of them, in their order, also if one of them throws. */
    static LifecycleListener all(List<LifecycleListener> listeners) {
        return new LifecycleListeners(listeners);
    }
}
