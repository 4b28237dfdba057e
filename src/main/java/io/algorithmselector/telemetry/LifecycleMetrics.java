package io.algorithmselector.telemetry;

import io.algorithmselector.lifecycle.LifecycleListener;
import io.algorithmselector.lifecycle.LoadTimes;
import io.algorithmselector.lifecycle.State;
import io.algorithmselector.lifecycle.VersionStatus;
import io.algorithmselector.model.VersionId;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.HashMap;
import java.util.Map;

/**
 * Counts how often each model's repository was listed ({@code selector_repository_polls_total}), how many bytes came from it
 * ({@code selector_repository_bytes_total}) and how often it failed to list or to
 * give files ({@code selector_repository_failures_total}), all from 0 on. Shows each version's state ({@code selector_model_state}: 1 for the state it is in, no series for the others) and how long
 * loading took ({@code selector_model_load_duration_seconds}). Thread-safe.
 *
 * <p>A version keeps its series until the lifecycle forgets it, some time after it has ended, so that the last scrapes see how
 * it ended.
 */
public final class LifecycleMetrics implements LifecycleListener {
    private final MeterRegistry registry;
    private final Map<VersionId, Gauge> states = new HashMap<>();
    private final Map<String, RepositoryMeters> repositories = new HashMap<>();
    private final Map<String, Timer> loads = new HashMap<>();

    /** One model's. */
    private record RepositoryMeters(Counter polls, Counter bytes, Counter failures) {}

    public LifecycleMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public synchronized void changed(VersionStatus status) {
        removeState(status.id());
        states.put(status.id(), gauge(status.id(), status.state()));
    }

    @Override
    public synchronized void loaded(VersionId id, LoadTimes times) {
        loads.computeIfAbsent(
                        id.model(),
                        model -> Timer.builder("selector.model.load.duration")
                                .description("Fetching, loading and warming up a version that became available")
                                .tag("model", model)
                                .serviceLevelObjectives(Buckets.loads())
                                .register(registry))
                .record(times.total());
    }

    @Override
    public synchronized void forgotten(VersionId id) {
        removeState(id);
    }

    @Override
    public void polled(String model) {
        repository(model).polls().increment();
    }

    @Override
    public void downloaded(String model, long bytes) {
        repository(model).bytes().increment((double) bytes);
    }

    @Override
    public void repositoryFailed(String model) {
        repository(model).failures().increment();
    }

    @Override
    public synchronized void modelForgotten(String model) {
        RepositoryMeters meters = repositories.remove(model);
        if (meters != null) {
            registry.remove(meters.polls());
            registry.remove(meters.bytes());
            registry.remove(meters.failures());
        }
        Timer loadTimes = loads.remove(model);
        if (loadTimes != null) {
            registry.remove(loadTimes);
        }
    }

    private synchronized RepositoryMeters repository(String model) {
        return repositories.computeIfAbsent(
                model,
                name -> new RepositoryMeters(
                        Counter.builder("selector.repository.polls")
                                .description("Listings of a model's repository, those that failed included")
                                .tag("model", name)
                                .register(registry),
                        Counter.builder("selector.repository.bytes")
                                .description("Bytes fetched from a model's remote repository")
                                .tag("model", name)
                                .register(registry),
                        Counter.builder("selector.repository.failures")
                                .description("Listings of a model's repository and fetches from it that failed")
                                .tag("model", name)
                                .register(registry)));
    }

    private Gauge gauge(VersionId id, State state) {
        return Gauge.builder("selector.model.state", () -> 1)
                .description("1 for the state that a model version is in")
                .tags(Tags.of("model", id.model(), "version", Long.toString(id.number()), "state", state.name()))
                .register(registry);
    }

    private void removeState(VersionId id) {
        Gauge shown = states.remove(id);
        if (shown != null) {
            registry.remove(shown);
        }
    }
}
