package io.algorithmselector.telemetry;

import io.algorithmselector.inference.InferenceEvent;
import io.algorithmselector.inference.InferenceObserver;
import io.algorithmselector.lifecycle.LifecycleListener;
import io.algorithmselector.lifecycle.State;
import io.algorithmselector.lifecycle.VersionStatus;
import io.algorithmselector.model.VersionId;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counts and times inference requests: {@code selector_inference_requests_total}, {@code selector_inference_duration_seconds},
 * {@code selector_inference_stage_duration_seconds}, {@code selector_inference_in_flight},
 * {@code selector_selection_fallbacks_total}. Thread-safe.
 *
 * <p>A version's series begin when it becomes available, so that whoever scales by them sees one that is idle, and vanish when the
 * lifecycle forgets it; a request that ends later does not bring them back. Those of a model begin with the first request that needs
 * them, and vanish when the lifecycle forgets the model.
 */
public final class InferenceMetrics implements InferenceObserver, LifecycleListener {
    private static final String UNKNOWN = "unknown";

    private final MeterRegistry registry;
    private final Map<VersionId, VersionMeters> versions = new ConcurrentHashMap<>();
    private final Map<String, ModelMeters> models = new ConcurrentHashMap<>();

    private final Map<String, Counter> fallbacks = new ConcurrentHashMap<>();

    /** Of requests for which no version was chosen. */
    private record ModelMeters(MeterGroup group, RequestMeters requests) {}

    public InferenceMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public InferenceObserver held(VersionId version) {
        VersionMeters meters = version(version);
        meters.begun();
        return meters;
    }

    @Override
    public void changed(VersionStatus status) {
        if (status.state() == State.AVAILABLE) {
            version(status.id());
        }
    }

    private VersionMeters version(VersionId id) {
        VersionMeters known = versions.get(id);
        return known != null ? known : versions.computeIfAbsent(id, this::newVersion);
    }

    private VersionMeters newVersion(VersionId id) {
        return new VersionMeters(
                new MeterGroup(registry), subject(id.model(), Long.toString(id.number())), this::fellBack);
    }

    /** Of a request for which no version was chosen. */
    @Override
    public void finished(InferenceEvent event) {
        models.computeIfAbsent(model(event), this::newModel).requests().finished(event);
    }

    private ModelMeters newModel(String name) {
        MeterGroup group = new MeterGroup(registry);
        return new ModelMeters(group, new RequestMeters(group, subject(name, UNKNOWN)));
    }

    private static String model(InferenceEvent event) {
        return event.model() == null ? UNKNOWN : event.model();
    }

    private static Tags subject(String model, String version) {
        return Tags.of("model", model, "version", version);
    }

    private void fellBack(InferenceEvent event) {
        fallbacks
                .computeIfAbsent(
                        model(event),
                        name -> Counter.builder("selector.selection.fallbacks")
                                .description("Requests answered by another version than the one wanted")
                                .tag("model", name)
                                .register(registry))
                .increment();
    }

    @Override
    public void forgotten(VersionId id) {
        VersionMeters gone = versions.remove(id);
        if (gone != null) {
            gone.remove();
        }
    }

    @Override
    public void modelForgotten(String model) {
        ModelMeters gone = models.remove(model);
        if (gone != null) {
            gone.group().remove();
        }
        Counter fellBack = fallbacks.remove(model);
        if (fellBack != null) {
            registry.remove(fellBack);
        }
    }
}
