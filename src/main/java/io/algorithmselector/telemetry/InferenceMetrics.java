package io.algorithmselector.telemetry;

import io.algorithmselector.inference.InferenceEvent;
import io.algorithmselector.inference.InferenceObserver;
import io.algorithmselector.lifecycle.LifecycleListener;
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
 * <p>A version's series begin when a request takes hold of it, and vanish when the lifecycle forgets it; a request that ends later
 * does not bring them back.
 */
public final class InferenceMetrics implements InferenceObserver, LifecycleListener {
    private static final String UNKNOWN = "unknown";

    private final MeterRegistry registry;
    private final Map<VersionId, VersionMeters> versions = new ConcurrentHashMap<>();
    /** Of requests for which no version was chosen, by the model's name. */
    private final Map<String, RequestMeters> models = new ConcurrentHashMap<>();

    private final Map<String, Counter> fallbacks = new ConcurrentHashMap<>();

    public InferenceMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public InferenceObserver held(VersionId version) {
        VersionMeters known = versions.get(version);
        VersionMeters meters = known != null ? known : versions.computeIfAbsent(version, this::version);
        meters.begun();
        return meters;
    }

    private VersionMeters version(VersionId id) {
        return new VersionMeters(
                new MeterGroup(registry), subject(id.model(), Long.toString(id.number())), this::fellBack);
    }

    /** Of a request for which no version was chosen. */
    @Override
    public void finished(InferenceEvent event) {
        String model = event.model() == null ? UNKNOWN : event.model();
        models.computeIfAbsent(model, name -> new RequestMeters(new MeterGroup(registry), subject(name, UNKNOWN)))
                .finished(event);
    }

    private static Tags subject(String model, String version) {
        return Tags.of("model", model, "version", version);
    }

    private void fellBack(InferenceEvent event) {
        String model = event.model() == null ? UNKNOWN : event.model();
        fallbacks
                .computeIfAbsent(
                        model,
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
}
