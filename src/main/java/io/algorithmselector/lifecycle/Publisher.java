package io.algorithmselector.lifecycle;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Shows everybody how things stand: a snapshot for the readers, and events. "Unloading" is told before it is so, everything
 * else once it is. Written by the writer's thread only; {@link #snapshot} and {@link #subscribe} are for any.
 */
final class Publisher {
    private final LifecycleEvents events;
    private final TreeMap<String, ServingModel> shown = new TreeMap<>();
    private final Map<ManagedVersion, VersionStatus> told = new HashMap<>();
    private final List<Watcher> watchers = new CopyOnWriteArrayList<>();
    private volatile Snapshot snapshot = Snapshot.EMPTY;

    Publisher(LifecycleEvents events) {
        this.events = events;
    }

    Snapshot snapshot() {
        return snapshot;
    }

    /** Shows all the changed models at once. */
    void publish(Collection<ManagedModel> changed, boolean ready, Phase phase, long generation) {
        changed.forEach(model -> tell(model, true));
        for (ManagedModel model : changed) {
            ModelSnapshot next = model.settle(phase == Phase.STOPPING);
            if (next == null) {
                shown.remove(model.name());
            } else {
                shown.put(model.name(), next);
            }
        }
        SequencedMap<String, ServingModel> models = new LinkedHashMap<>(shown);
        snapshot = new Snapshot(models, ready, phase, generation);
        changed.forEach(model -> tell(model, false));
        watchers.forEach(watcher -> events.tell(watcher.changed));
    }

    ServingChanges.Subscription subscribe(Runnable changed) {
        Watcher watcher = new Watcher(changed);
        watchers.add(watcher);
        return watcher;
    }

    /** Not a record: two that run the same task are two. */
    private final class Watcher implements ServingChanges.Subscription {
        private final Runnable changed;

        Watcher(Runnable changed) {
            this.changed = changed;
        }

        @Override
        public void close() {
            watchers.remove(this);
        }
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
