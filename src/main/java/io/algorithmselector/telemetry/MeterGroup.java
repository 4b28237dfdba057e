package io.algorithmselector.telemetry;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Meters that go together: registered when they are needed first, removed all at once, and none is registered after that, whoever
 * still holds on to the group. Thread-safe.
 */
final class MeterGroup {
    private final MeterRegistry registry;
    private final List<Meter> meters = new ArrayList<>();
    private boolean removed;

    MeterGroup(MeterRegistry registry) {
        this.registry = registry;
    }

    /** @return null once the group has been removed */
    synchronized <M extends Meter> @Nullable M add(Function<MeterRegistry, M> register) {
        if (removed) {
            return null;
        }
        M meter = register.apply(registry);
        meters.add(meter);
        return meter;
    }

    synchronized void remove() {
        removed = true;
        meters.forEach(registry::remove);
        meters.clear();
    }
}
