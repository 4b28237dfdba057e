package io.algorithmselector.api.health;

import io.algorithmselector.catalog.Traffic;
import io.algorithmselector.lifecycle.Phase;
import io.algorithmselector.lifecycle.ServableHandle;
import io.algorithmselector.lifecycle.ServingChanges;
import io.algorithmselector.lifecycle.ServingModel;
import io.algorithmselector.lifecycle.ServingState;
import io.algorithmselector.lifecycle.VersionStatus;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A state that changes at a word, and tells whoever has subscribed when it is told to. Thread-safe. */
final class ChangingModels implements ServingState, ServingChanges {
    private final Map<String, ServingModel> models = new ConcurrentSkipListMap<>();
    private final List<Runnable> watchers = new CopyOnWriteArrayList<>();
    private volatile Phase phase = Phase.UNREAD;
    private volatile boolean ready;

    ChangingModels phase(Phase next) {
        phase = next;
        return this;
    }

    ChangingModels ready(boolean next) {
        ready = next;
        return this;
    }

    ChangingModels model(String name, boolean available) {
        models.put(name, new Model(name, new TreeSet<>(available ? List.of(1L) : List.of())));
        return this;
    }

    void changed() {
        watchers.forEach(Runnable::run);
    }

    int watchers() {
        return watchers.size();
    }

    @Override
    public Subscription subscribe(Runnable changed) {
        watchers.add(changed);
        return () -> watchers.remove(changed);
    }

    @Override
    public @Nullable ServingModel model(String name) {
        return models.get(name);
    }

    @Override
    public SequencedMap<String, ServingModel> models() {
        return Collections.unmodifiableSequencedMap(new TreeMap<>(models));
    }

    @Override
    public boolean ready() {
        return ready;
    }

    @Override
    public Phase phase() {
        return phase;
    }

    @Override
    public long generation() {
        return 0;
    }

    /** Of a model's state, what its health needs. */
    private record Model(String name, NavigableSet<Long> available) implements ServingModel {
        @Override
        public NavigableSet<Long> wanted() {
            return available;
        }

        @Override
        public boolean settled() {
            return true;
        }

        @Override
        public NavigableMap<Long, VersionStatus> versions() {
            return Collections.emptyNavigableMap();
        }

        @Override
        public NavigableMap<Long, String> states() {
            return Collections.emptyNavigableMap();
        }

        @Override
        public Map<String, Long> labels() {
            return Map.of();
        }

        @Override
        public Map<String, Long> answering() {
            return Map.of();
        }

        @Override
        public @Nullable Traffic traffic() {
            return null;
        }

        @Override
        public VersionStatus.@Nullable Cause repositoryError() {
            return null;
        }

        @Override
        public @Nullable ServableHandle acquire(long version) {
            return null;
        }
    }
}
