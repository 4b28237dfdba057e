package io.algorithmselector.inference;

import io.algorithmselector.model.VersionId;
import java.util.List;

/** Hears of every inference request. Thread-safe, quick, and never throws. */
@FunctionalInterface
public interface InferenceObserver {
    InferenceObserver NONE = _ -> {};

    /** A request has been answered. */
    void finished(InferenceEvent event);

    /**
     * A request has taken hold of a version, and is in flight from now on until it is finished.
     *
     * @return hears how this request was finished, in place of this observer: exactly once, even if the version has been
     *     unloaded and forgotten by then
     */
    default InferenceObserver held(VersionId version) {
        return this;
    }

    /** Tells all of them, in their order. */
    static InferenceObserver all(List<InferenceObserver> observers) {
        return new InferenceObservers(observers);
    }
}
