package io.algorithmselector.lifecycle;

import io.algorithmselector.model.VersionId;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Several listeners as one. What one throws is thrown on once all have been told. */
final class LifecycleListeners implements LifecycleListener {
    private final List<LifecycleListener> listeners;

    LifecycleListeners(List<LifecycleListener> listeners) {
        this.listeners = List.copyOf(listeners);
    }

    @Override
    public void changed(VersionStatus status) {
        tell(listener -> listener.changed(status));
    }

    @Override
    public void loaded(VersionId id, LoadTimes times) {
        tell(listener -> listener.loaded(id, times));
    }

    @Override
    public void forgotten(VersionId id) {
        tell(listener -> listener.forgotten(id));
    }

    @Override
    public void polled(String model) {
        tell(listener -> listener.polled(model));
    }

    @Override
    public void downloaded(String model, long bytes) {
        tell(listener -> listener.downloaded(model, bytes));
    }

    @Override
    public void repositoryFailed(String model) {
        tell(listener -> listener.repositoryFailed(model));
    }

    @Override
    public void modelForgotten(String model) {
        tell(listener -> listener.modelForgotten(model));
    }

    private void tell(Consumer<LifecycleListener> event) {
        @Nullable RuntimeException thrown = null;
        for (LifecycleListener listener : listeners) {
            try {
                event.accept(listener);
            } catch (RuntimeException e) {
                if (thrown == null) {
                    thrown = e;
                } else {
                    thrown.addSuppressed(e);
                }
            }
        }
        if (thrown != null) {
            throw thrown;
        }
    }
}
