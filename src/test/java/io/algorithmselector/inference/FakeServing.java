package io.algorithmselector.inference;

import io.algorithmselector.catalog.Traffic;
import io.algorithmselector.engine.Servable;
import io.algorithmselector.lifecycle.ServableHandle;
import io.algorithmselector.lifecycle.ServingModel;
import io.algorithmselector.lifecycle.ServingState;
import io.algorithmselector.lifecycle.State;
import io.algorithmselector.lifecycle.VersionStatus;
import io.algorithmselector.model.Signature;
import io.algorithmselector.model.Tensor;
import io.algorithmselector.model.VersionId;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** One model, {@code m}, whose versions all run the same servable; counts the handles that are open. */
final class FakeServing implements ServingState, ServingModel {
    final NavigableMap<Long, Servable> servables = new TreeMap<>();
    private final NavigableSet<Long> unloading = new TreeSet<>();
    private final NavigableSet<Long> unloaded = new TreeSet<>();
    /** Whether nobody can hold anything, although all of it is shown as available. */
    boolean refuseAll;

    int open;
    int snapshots;

    /** Unloads a version as soon as somebody tries to hold it: the snapshot of before still shows it as available. */
    void unload(long version) {
        unloading.add(version);
    }

    @Override
    public @Nullable ServingModel model(String name) {
        snapshots++;
        return name.equals("m") ? this : null;
    }

    @Override
    public SequencedMap<String, ServingModel> models() {
        return new TreeMap<>(Map.of("m", this));
    }

    @Override
    public boolean ready() {
        return true;
    }

    @Override
    public String name() {
        return "m";
    }

    @Override
    public NavigableMap<Long, VersionStatus> versions() {
        NavigableMap<Long, VersionStatus> versions = new TreeMap<>();
        servables
                .keySet()
                .forEach(number ->
                        versions.put(number, new VersionStatus(new VersionId("m", number), State.AVAILABLE, null)));
        return versions;
    }

    @Override
    public NavigableMap<Long, String> states() {
        NavigableMap<Long, String> states = new TreeMap<>();
        servables.keySet().forEach(number -> states.put(number, State.AVAILABLE.name()));
        unloaded.forEach(number -> states.put(number, State.UNLOADING.name()));
        return states;
    }

    @Override
    public NavigableSet<Long> available() {
        return servables.navigableKeySet();
    }

    @Override
    public Map<String, Long> labels() {
        return Map.of("stable", 1L);
    }

    @Override
    public Map<String, Long> answering() {
        return Map.of("stable", 1L);
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
        if (unloading.remove(version)) {
            servables.remove(version);
            unloaded.add(version);
        }
        Servable servable = servables.get(version);
        if (servable == null || refuseAll) {
            return null;
        }
        open++;
        return new Handle(new VersionId("m", version), servable);
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
            open--;
        }
    }

    /** What a servable computes. */
    interface Function {
        SequencedMap<String, Tensor> run(Signature signature, Map<String, Tensor> inputs, Set<String> outputs);
    }

    /** Serves the one signature by the function. */
    static Servable servable(Signature signature, Function function) {
        return new Servable() {
            @Override
            public SequencedMap<String, Signature> signatures() {
                return new TreeMap<>(Map.of(signature.name(), signature));
            }

            @Override
            public SequencedMap<String, Tensor> run(Signature called, Map<String, Tensor> inputs, Set<String> outputs) {
                return function.run(called, inputs, outputs);
            }

            @Override
            public void cancel() {
                throw new AssertionError("not the business of a call");
            }

            @Override
            public void close() {
                throw new AssertionError("not the business of a call");
            }
        };
    }
}
