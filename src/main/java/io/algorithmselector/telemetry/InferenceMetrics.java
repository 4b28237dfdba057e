package io.algorithmselector.telemetry;

import io.algorithmselector.inference.InferenceObserver;
import io.algorithmselector.inference.Protocol;
import io.algorithmselector.inference.Transport;
import io.algorithmselector.model.VersionId;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Counts and times inference requests: {@code selector_inference_requests_total},
 * {@code selector_inference_duration_seconds}, {@code selector_selection_fallbacks_total}. Thread-safe.
 *
 * <p>Meters are kept by what distinguishes them: looking one up in the registry costs more than a small model's run.
 */
public final class InferenceMetrics implements InferenceObserver {
    static final String UNKNOWN = "unknown";

    /** Upper bounds, 50 µs to 60 s, about three a decade. */
    private static final Duration[] BUCKETS = Arrays.stream(new long[] {
                50,
                100,
                250,
                500,
                1_000,
                2_500,
                5_000,
                10_000,
                25_000,
                50_000,
                100_000,
                250_000,
                500_000,
                1_000_000,
                2_500_000,
                5_000_000,
                10_000_000,
                30_000_000,
                60_000_000
            })
            .mapToObj(micros -> Duration.of(micros, ChronoUnit.MICROS))
            .toArray(Duration[]::new);

    private record Subject(
            @Nullable String model, @Nullable VersionId version, Protocol protocol, Transport transport) {
        Tags tags() {
            return Tags.of(
                    "model",
                    model == null ? UNKNOWN : model,
                    "version",
                    version == null ? UNKNOWN : Long.toString(version.number()),
                    "protocol",
                    protocol.name().toLowerCase(Locale.ROOT),
                    "transport",
                    transport.name().toLowerCase(Locale.ROOT));
        }
    }

    private record Outcome(Subject subject, String code) {}

    private final MeterRegistry registry;
    private final Map<Outcome, Counter> requests = new ConcurrentHashMap<>();
    private final Map<Subject, Timer> durations = new ConcurrentHashMap<>();
    private final Map<String, Counter> fallbacks = new ConcurrentHashMap<>();
    private final Function<Outcome, Counter> newRequests;
    private final Function<Subject, Timer> newDuration;

    public InferenceMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.newRequests = outcome -> Counter.builder("selector.inference.requests")
                .description("Inference requests answered, by the gRPC status name of the answer")
                .tags(outcome.subject.tags().and("code", outcome.code))
                .register(registry);
        this.newDuration = subject -> Timer.builder("selector.inference.duration")
                .description("From a request's arrival to the end of encoding its answer")
                .tags(subject.tags())
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }

    @Override
    public void finished(
            Protocol protocol,
            Transport transport,
            @Nullable String model,
            @Nullable VersionId version,
            String code,
            long nanos) {
        Subject subject = new Subject(model, version, protocol, transport);
        requests.computeIfAbsent(new Outcome(subject, code), newRequests).increment();
        durations.computeIfAbsent(subject, newDuration).record(nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void fellBack(String model, String wanted) {
        fallbacks
                .computeIfAbsent(
                        model,
                        name -> Counter.builder("selector.selection.fallbacks")
                                .description("Requests answered by another version than the one wanted")
                                .tag("model", name)
                                .register(registry))
                .increment();
    }

    /** Takes a version's series out of the registry; a request that still ends afterwards begins them anew. */
    void forget(VersionId version) {
        requests.entrySet().removeIf(entry -> removed(entry.getKey().subject, version, entry.getValue()));
        durations.entrySet().removeIf(entry -> removed(entry.getKey(), version, entry.getValue()));
    }

    private boolean removed(Subject subject, VersionId version, Meter meter) {
        if (!version.equals(subject.version)) {
            return false;
        }
        registry.remove(meter);
        return true;
    }
}
