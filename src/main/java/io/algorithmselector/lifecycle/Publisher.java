package io.algorithmselector.lifecycle;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;

/**
 * Shows everybody how things stand: a snapshot for the readers, and events. "Unloading" is told before it is so, everything
 * else once it is. Written by the writer's thread only; {@link #snapshot} is for any.
 */
final class Publisher {
    private final LifecycleEvents events;
    private final TreeMap<String, ServingModel> shown = new TreeMap<>();
    private final Map<ManagedVersion, VersionStatus> told = new HashMap<>();
    private volatile Snapshot snapshot = Snapshot.EMPTY;

    Publisher(LifecycleEvents events) {
        this.events = events;
    }

    Snapshot snapshot() {
        return snapshot;
    }

    /** Shows all the changed models at once. */
    void publish(Collection<ManagedModel> changed, boolean ready) {
        changed.forEach(model -> tell(model, true));
        for (ManagedModel model : changed) {
            ModelSnapshot next = model.settle();
            if (next == null) {
                shown.remove(model.name());
            } else {
                shown.put(model.name(), next);
            }
        }
        SequencedMap<String, ServingModel> models = new LinkedHashMap<>(shown);
        snapshot = new Snapshot(models, ready);
        changed.forEach(model -> tell(model, false));
    }

    private void tell(ManagedModel model, boolean unloading) {
        for (ManagedVersion version : model.versions()) {
            VersionStatus status = version.status();
            if ((status.state() == State.UNLOADING) == unloading && !status.equals(told.get(version))) {
                told.put(version, status);
                events.changed(status);
            }
        }
    }

    /** The version is no longer one of its model's. */
    void forget(ManagedVersion version) {
        told.remove(version);
        events.forgotten(version.id());
    }
}
