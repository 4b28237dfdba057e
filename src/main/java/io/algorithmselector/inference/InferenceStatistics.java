package io.algorithmselector.inference;

import io.algorithmselector.inference.VersionStatistics.Duration;
import io.algorithmselector.lifecycle.LifecycleListener;
import io.algorithmselector.model.VersionId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * Counts what every version answers, from the start of the process until the lifecycle forgets the version. Thread-safe; counting
 * takes no lock. A look while requests end may see the count of one and not yet its time.
 *
 * <p>A request that ends after its version has been forgotten is counted nowhere: it counts where it was when it took hold.
 */
public final class InferenceStatistics implements InferenceObserver, LifecycleListener {
    private final Map<VersionId, Counts> versions = new ConcurrentHashMap<>();
    private final LongSupplier milliClock;

    /** @param milliClock such as {@link System#currentTimeMillis} */
    public InferenceStatistics(LongSupplier milliClock) {
        this.milliClock = milliClock;
    }

    /** All zero for a version that nobody has asked yet, or that is not known. */
    public VersionStatistics of(VersionId version) {
        Counts counts = versions.get(version);
        return counts == null ? VersionStatistics.NOTHING : counts.statistics();
    }

    @Override
    public InferenceObserver held(VersionId version) {
        Counts counts = versions.get(version);
        return counts != null ? counts : versions.computeIfAbsent(version, _ -> new Counts(milliClock));
    }

    /** Requests that no version was chosen for are no version's. */
    @Override
    public void finished(InferenceEvent event) {}

    @Override
    public void forgotten(VersionId id) {
        versions.remove(id);
    }

    /** One version's. */
    private static final class Counts implements InferenceObserver {
        private final LongSupplier milliClock;
        private final LongAccumulator last = new LongAccumulator(Math::max, 0);
        private final LongAdder inferences = new LongAdder();
        private final LongAdder executions = new LongAdder();
        private final LongAdder successes = new LongAdder();
        private final LongAdder success = new LongAdder();
        private final LongAdder failures = new LongAdder();
        private final LongAdder fail = new LongAdder();
        private final LongAdder decode = new LongAdder();
        private final LongAdder compute = new LongAdder();
        private final LongAdder encode = new LongAdder();

        Counts(LongSupplier milliClock) {
            this.milliClock = milliClock;
        }

        @Override
        public void finished(InferenceEvent event) {
            last.accumulate(milliClock.getAsLong());
            if (event.succeeded()) {
                succeeded(event);
            } else {
                failures.increment();
                fail.add(event.total());
            }
        }

        private void succeeded(InferenceEvent event) {
            inferences.add(event.inferences());
            executions.add(event.executions());
            successes.increment();
            success.add(event.total());
            decode.add(Math.max(0, event.decode()));
            compute.add(Math.max(0, event.compute()));
            encode.add(Math.max(0, event.encode()));
        }

        VersionStatistics statistics() {
            long count = successes.sum();
            return new VersionStatistics(
                    last.get(),
                    inferences.sum(),
                    executions.sum(),
                    new Duration(count, success.sum()),
                    new Duration(failures.sum(), fail.sum()),
                    new Duration(count, 0),
                    new Duration(count, decode.sum()),
                    new Duration(count, compute.sum()),
                    new Duration(count, encode.sum()));
        }
    }
}
