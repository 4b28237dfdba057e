package io.algorithmselector.telemetry;

import io.algorithmselector.lifecycle.LifecycleListener;
import io.algorithmselector.lifecycle.State;
import io.algorithmselector.lifecycle.VersionStatus;
import io.algorithmselector.model.VersionId;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Shows each version's state ({@code selector_model_state}: 1 for the state it is in, no series for the others) and how long
 * loading took ({@code selector_model_load_duration_seconds}). Thread-safe.
 *
 * <p>A version that is gone for good keeps its series for {@link #RETENTION}, so that the last scrapes see how it ended.
 */
public final class LifecycleMetrics implements LifecycleListener {
    static final Duration RETENTION = Duration.ofMinutes(10);

    /** Upper bounds: a small model takes a fraction of a second, gigabytes from afar take minutes. */
    private static final Duration[] BUCKETS = {
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofMillis(2500),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10),
        Duration.ofSeconds(25),
        Duration.ofMinutes(1),
        Duration.ofMinutes(2),
        Duration.ofMinutes(5),
        Duration.ofMinutes(10)
    };

    private final MeterRegistry registry;
    private final InferenceMetrics inference;
    private final ScheduledExecutorService scheduler;
    private final Map<VersionId, Gauge> states = new HashMap<>();
    private final Map<VersionId, ScheduledFuture<?>> removals = new HashMap<>();

    /** @param scheduler runs the removals */
    public LifecycleMetrics(MeterRegistry registry, InferenceMetrics inference, ScheduledExecutorService scheduler) {
        this.registry = registry;
        this.inference = inference;
        this.scheduler = scheduler;
    }

    @Override
    public synchronized void changed(VersionStatus status) {
        keep(status.id());
        removeState(status.id());
        states.put(status.id(), gauge(status.id(), status.state()));
        if (status.state() == State.END && status.error() == null) {
            removeLater(status.id());
        }
    }

    @Override
    public void loaded(VersionId id, Duration fetch, Duration load) {
        Timer.builder("selector.model.load.duration")
                .description("Fetching and loading a version that became available")
                .tag("model", id.model())
                .serviceLevelObjectives(BUCKETS)
                .register(registry)
                .record(fetch.plus(load));
    }

    @Override
    public synchronized void forgotten(VersionId id) {
        if (!removals.containsKey(id)) {
            removeLater(id);
        }
    }

    private Gauge gauge(VersionId id, State state) {
        return Gauge.builder("selector.model.state", () -> 1)
                .description("1 for the state that a model version is in")
                .tags(Tags.of("model", id.model(), "version", Long.toString(id.number()), "state", state.name()))
                .register(registry);
    }

    private void removeLater(VersionId id) {
        removals.put(id, scheduler.schedule(() -> remove(id), RETENTION.toSeconds(), TimeUnit.SECONDS));
    }

    private void keep(VersionId id) {
        ScheduledFuture<?> removal = removals.remove(id);
        if (removal != null) {
            removal.cancel(false);
        }
    }

    private synchronized void remove(VersionId id) {
        // a version that came back in the meantime has taken its removal away
        if (removals.remove(id) != null) {
            removeState(id);
            inference.forget(id);
        }
    }

    private void removeState(VersionId id) {
        Gauge shown = states.remove(id);
        if (shown != null) {
            registry.remove(shown);
        }
    }
}
