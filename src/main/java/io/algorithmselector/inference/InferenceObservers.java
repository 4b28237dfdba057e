package io.algorithmselector.inference;

import io.algorithmselector.model.VersionId;
import java.util.Arrays;
import java.util.List;

/** Several observers as one. */
final class InferenceObservers implements InferenceObserver {
    private final InferenceObserver[] observers;

    InferenceObservers(List<InferenceObserver> observers) {
        this(observers.toArray(InferenceObserver[]::new));
    }

    private InferenceObservers(InferenceObserver[] observers) {
        this.observers = observers;
    }

    @Override
    public void finished(InferenceEvent event) {
        for (InferenceObserver observer : observers) {
            observer.finished(event);
        }
    }

    @Override
    public InferenceObserver held(VersionId version) {
        InferenceObserver[] told = Arrays.copyOf(observers, observers.length);
        for (int i = 0; i < told.length; i++) {
            told[i] = told[i].held(version);
        }
        return new InferenceObservers(told);
    }
}
