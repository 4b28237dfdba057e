package io.algorithmselector.lifecycle;

import io.algorithmselector.catalog.ModelConfig;
import io.algorithmselector.catalog.Traffic;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One model at one moment.
 *
 * @param servables of the versions that are available, by number
 */
record ModelSnapshot(
        String name,
        NavigableMap<Long, VersionStatus> versions,
        NavigableMap<Long, String> states,
        NavigableSet<Long> wanted,
        boolean settled,
        NavigableSet<Long> available,
        Map<String, Long> labels,
        Map<String, Long> answering,
        @Nullable Traffic traffic,
        VersionStatus.@Nullable Cause repositoryError,
        Map<Long, CountedServable> servables)
        implements ServingModel {
    static ModelSnapshot of(
            ModelConfig config,
            Collection<ManagedVersion> known,
            NavigableSet<Long> wanted,
            boolean settled,
            NavigableSet<Long> available,
            Answering answering,
            VersionStatus.@Nullable Cause repositoryError) {
        NavigableMap<Long, VersionStatus> versions = new TreeMap<>();
        NavigableMap<Long, String> states = new TreeMap<>();
        Map<Long, CountedServable> servables = new HashMap<>();
        for (ManagedVersion version : known) {
            long number = version.id().number();
            versions.put(number, version.status());
            states.put(number, version.state().name());
            CountedServable servable = version.servable();
            if (servable != null && available.contains(number)) {
                servables.put(number, servable);
            }
        }
        return new ModelSnapshot(
                config.name(),
                Collections.unmodifiableNavigableMap(versions),
                Collections.unmodifiableNavigableMap(states),
                Collections.unmodifiableNavigableSet(wanted),
                settled,
                Collections.unmodifiableNavigableSet(available),
                config.labels(),
                answering.labels(),
                answering.traffic(),
                repositoryError,
                servables);
    }

    @Override
    public @Nullable ServableHandle acquire(long version) {
        CountedServable servable = servables.get(version);
        return servable == null ? null : servable.acquire();
    }
}
