package io.algorithmselector.telemetry;

import io.algorithmselector.inference.InferenceEvent;
import io.algorithmselector.inference.InferenceObserver;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The meters of one version, from when it is available until it is forgotten. Requests that took hold of it before and end
 * afterwards change nothing any more. Thread-safe.
 */
final class VersionMeters implements InferenceObserver {
    private final RequestMeters requests;
    private final LongAdder inFlight = new LongAdder();
    private final @Nullable Timer decode;
    private final @Nullable Timer compute;
    private final @Nullable Timer encode;
    private final MeterGroup group;
    private final Consumer<InferenceEvent> fellBack;

    /**
     * @param subject the tags {@code model} and {@code version}
     * @param fellBack hears of requests that this version answered in place of another
     */
    VersionMeters(MeterGroup group, Tags subject, Consumer<InferenceEvent> fellBack) {
        this.group = group;
        this.fellBack = fellBack;
        requests = new RequestMeters(group, subject);
        decode = stage(subject, "decode");
        compute = stage(subject, "compute");
        encode = stage(subject, "encode");
        // a sum that is taken while others count may miss a request's beginning and see its end
        group.add(registry -> Gauge.builder("selector.inference.in.flight", () -> Math.max(0, inFlight.sum()))
                .description("Requests that hold the version now, or whose answer is being encoded")
                .tags(subject)
                .register(registry));
    }

    private @Nullable Timer stage(Tags subject, String stage) {
        return group.add(registry -> Timer.builder("selector.inference.stage.duration")
                .description("The stages of requests, each if it was brought to its end")
                .tags(subject.and("stage", stage))
                .serviceLevelObjectives(Buckets.stages())
                .register(registry));
    }

    void begun() {
        inFlight.increment();
    }

    @Override
    public void finished(InferenceEvent event) {
        inFlight.decrement();
        record(decode, event.decode());
        record(compute, event.compute());
        record(encode, event.encode());
        requests.finished(event);
        if (event.fallback() != null) {
            fellBack.accept(event);
        }
    }

    private static void record(@Nullable Timer stage, long nanos) {
        if (stage != null && nanos != InferenceEvent.NOT_DONE) {
            stage.record(nanos, TimeUnit.NANOSECONDS);
        }
    }

    void remove() {
        group.remove();
    }
}
