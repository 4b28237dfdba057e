package io.algorithmselector.testing;

import io.algorithmselector.catalog.Traffic;
import io.algorithmselector.engine.Servable;
import io.algorithmselector.lifecycle.ServableHandle;
import io.algorithmselector.lifecycle.ServingModel;
import io.algorithmselector.lifecycle.State;
import io.algorithmselector.lifecycle.VersionStatus;
import io.algorithmselector.model.ErrorCode;
import io.algorithmselector.model.VersionId;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A model put together by hand; counts the handles that are open. */
public final class FakeModel implements ServingModel {
    private final String name;
    private final NavigableMap<Long, VersionStatus> versions = new TreeMap<>();
    private final Map<Long, Servable> servables = new TreeMap<>();
    private final Map<String, Long> labels = new TreeMap<>();
    private final NavigableSet<Long> unloading = new TreeSet<>();
    private final AtomicInteger openHandles = new AtomicInteger();
    private boolean refusesAll;
    private VersionStatus.@Nullable Cause repositoryError;

    public FakeModel(String name) {
        this.name = name;
    }

    public FakeModel available(long version, Servable servable) {
        servables.put(version, servable);
        return inState(version, State.AVAILABLE);
    }

    public FakeModel inState(long version, State state) {
        versions.put(version, new VersionStatus(new VersionId(name, version), state, null));
        return this;
    }

    public FakeModel failed(long version, ErrorCode code, String message) {
        VersionStatus.Cause cause = new VersionStatus.Cause(code, message);
        versions.put(version, new VersionStatus(new VersionId(name, version), State.END, cause));
        return this;
    }

    public FakeModel unlisted(ErrorCode code, String message) {
        repositoryError = new VersionStatus.Cause(code, message);
        return this;
    }

    public FakeModel label(String label, long version) {
        labels.put(label, version);
        return this;
    }

    /** Unloads a version as soon as somebody tries to hold it: what was looked at before still shows it as available. */
    public FakeModel unloadWhenAcquired(long version) {
        unloading.add(version);
        return this;
    }

    /** Nobody can hold anything any more, although all of it is shown as available. */
    public FakeModel refuseAll() {
        refusesAll = true;
        return this;
    }

    public int openHandles() {
        return openHandles.get();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public NavigableMap<Long, VersionStatus> versions() {
        return versions;
    }

    @Override
    public NavigableMap<Long, String> states() {
        NavigableMap<Long, String> states = new TreeMap<>();
        versions.forEach((version, status) -> states.put(version, status.state().name()));
        return states;
    }

    @Override
    public NavigableSet<Long> wanted() {
        return versions.navigableKeySet();
    }

    @Override
    public boolean settled() {
        return true;
    }

    @Override
    public NavigableSet<Long> available() {
        return new TreeSet<>(servables.keySet());
    }

    @Override
    public Map<String, Long> labels() {
        return labels;
    }

    @Override
    public Map<String, Long> answering() {
        Map<String, Long> answering = new TreeMap<>(labels);
        answering.values().retainAll(servables.keySet());
        return answering;
    }

    @Override
    public @Nullable Traffic traffic() {
        return null;
    }

    @Override
    public VersionStatus.@Nullable Cause repositoryError() {
        return repositoryError;
    }

    @Override
    public @Nullable ServableHandle acquire(long version) {
        if (unloading.remove(version)) {
            servables.remove(version);
            inState(version, State.UNLOADING);
        }
        Servable servable = servables.get(version);
        if (servable == null || refusesAll) {
            return null;
        }
        openHandles.incrementAndGet();
        return new Handle(new VersionId(name, version), servable);
    }

    private final class Handle implements ServableHandle {
        private final VersionId id;
        private final Servable servable;

        Handle(VersionId id, Servable servable) {
            this.id = id;
            this.servable = servable;
        }

        @Override
        public VersionId id() {
            return id;
        }

        @Override
        public Servable servable() {
            return servable;
        }

        @Override
        public void close() {
            openHandles.decrementAndGet();
        }
    }
}
