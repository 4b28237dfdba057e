package io.algorithmselector.telemetry;

import io.algorithmselector.inference.InferenceEvent;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Counts and times the requests of one model and version. Thread-safe.
 *
 * <p>Meters are kept by what distinguishes them: looking one up in the registry costs more than a small model's run.
 */
final class RequestMeters {
    /** How a request came: one object for each way, because a key made for each request would be garbage. */
    private enum Way {
        TENSORFLOW_REST,
        TENSORFLOW_GRPC,
        OPENINFERENCE_REST,
        OPENINFERENCE_GRPC;

        static Way of(InferenceEvent event) {
            return switch (event.protocol()) {
                case TENSORFLOW ->
                    switch (event.transport()) {
                        case REST -> TENSORFLOW_REST;
                        case GRPC -> TENSORFLOW_GRPC;
                    };
                case OPENINFERENCE ->
                    switch (event.transport()) {
                        case REST -> OPENINFERENCE_REST;
                        case GRPC -> OPENINFERENCE_GRPC;
                    };
            };
        }
    }

    private record WayMeters(Tags tags, Timer duration, Map<String, Counter> answers) {}

    private final MeterGroup group;
    private final Tags subject;
    private final Map<Way, WayMeters> ways = new ConcurrentHashMap<>();

    /** @param subject the tags {@code model} and {@code version} */
    RequestMeters(MeterGroup group, Tags subject) {
        this.group = group;
        this.subject = subject;
    }

    /** Does nothing once the group has been removed. */
    void finished(InferenceEvent event) {
        Way way = Way.of(event);
        WayMeters known = ways.get(way);
        WayMeters meters = known != null ? known : ways.computeIfAbsent(way, _ -> meters(event));
        if (meters == null) {
            return;
        }
        meters.duration.record(event.total(), TimeUnit.NANOSECONDS);
        Counter answers = answers(meters, event.code());
        if (answers != null) {
            answers.increment();
        }
    }

    private @Nullable WayMeters meters(InferenceEvent first) {
        Tags tags = subject.and(
                "protocol",
                first.protocol().name().toLowerCase(Locale.ROOT),
                "transport",
                first.transport().name().toLowerCase(Locale.ROOT));
        Timer duration = group.add(registry -> Timer.builder("selector.inference.duration")
                .description("From a request that is received whole to the end of encoding its answer")
                .tags(tags)
                .serviceLevelObjectives(Buckets.requests())
                .register(registry));
        return duration == null ? null : new WayMeters(tags, duration, new ConcurrentHashMap<>());
    }

    private @Nullable Counter answers(WayMeters meters, String code) {
        Counter known = meters.answers.get(code);
        return known != null
                ? known
                : meters.answers.computeIfAbsent(
                        code,
                        _ -> group.add(registry -> Counter.builder("selector.inference.requests")
                                .description("Inference requests answered, by the gRPC status name of the answer")
                                .tags(meters.tags.and("code", code))
                                .register(registry)));
    }
}
