package io.algorithmselector.model;

import java.time.Duration;
import java.util.OptionalInt;

/**
 * How the engine runs one model.
 *
 * @param execution in which threads
 * @param interOpThreads threads that run independent operations of one call; empty leaves it to the engine
 */
public record EngineOptions(Execution execution, OptionalInt interOpThreads) {
    public static final EngineOptions DEFAULT = new EngineOptions(new Execution.CallerThread(), OptionalInt.empty());

    /** @throws IllegalArgumentException if the number of threads is not positive */
    public EngineOptions {
        if (interOpThreads.isPresent() && interOpThreads.getAsInt() < 1) {
            throw new IllegalArgumentException("interOpThreads " + interOpThreads.getAsInt() + " is below 1");
        }
    }

    /** In which threads a call computes. */
    public sealed interface Execution {
        /** In the caller's own: cheapest; runs to its end. */
        record CallerThread() implements Execution {}

        /** In the engine's: dearer, and ended between two operations once the timeout has passed. */
        record EngineThreads(Duration timeout) implements Execution {
            /** @throws IllegalArgumentException if the timeout is below a millisecond, the engine's unit */
            public EngineThreads {
                if (timeout.toMillis() < 1) {
                    throw new IllegalArgumentException("timeout " + timeout + " is below 1 ms");
                }
            }
        }
    }
}
