package io.algorithmselector.lifecycle;

import io.algorithmselector.lifecycle.VersionStatus.Cause;
import io.algorithmselector.model.ErrorCode;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes one servable out of service: admits nobody, waits for the calls that run, cancels those that overstay, waits once more,
 * closes. A servable whose calls do not even end then is left alone: closing it under them would end the process. It keeps its
 * memory, and is closed if they ever end, which the log tells. Writer's thread only; never blocks.
 */
final class Draining {
    private final CountedServable servable;
    private final LifecycleSettings settings;
    private final LifecycleThreads threads;
    private final LifecycleEvents events;
    private final Consumer<@Nullable Cause> end;
    private boolean ended;

    private Draining(
            CountedServable servable,
            LifecycleSettings settings,
            LifecycleThreads threads,
            LifecycleEvents events,
            Consumer<@Nullable Cause> end) {
        this.servable = servable;
        this.settings = settings;
        this.threads = threads;
        this.events = events;
        this.end = end;
    }

    /**
     * @param events hear of what happens after the end
     * @param end called once, in the writer: with null if the servable has been closed, else with what is wrong
     */
    static void start(
            CountedServable servable,
            LifecycleSettings settings,
            LifecycleThreads threads,
            LifecycleEvents events,
            Consumer<@Nullable Cause> end) {
        Draining draining = new Draining(servable, settings, threads, events, end);
        servable.drain().whenComplete((_, thrown) -> threads.write(() -> draining.closed(thrown)));
        threads.writeAfter(settings.drainLimit(), draining::cancel);
    }

    private void cancel() {
        if (!ended) {
            threads.writeAfter(settings.cancelLimit(), this::abandon);
            threads.release(servable::cancel);
        }
    }

    private void abandon() {
        if (!ended) {
            end(new Cause(
                    ErrorCode.DEADLINE_EXCEEDED,
                    servable.open() + " calls still run "
                            + settings.longestDrain().toMillis()
                            + " ms after it was to be unloaded: its memory is kept until they end"));
        }
    }

    private void closed(@Nullable Throwable thrown) {
        @Nullable
        Cause cause = thrown == null ? null : new Cause(ErrorCode.INTERNAL, "closing it failed: " + unwrap(thrown));
        if (ended) {
            events.releasedLate(servable.id(), cause);
        } else {
            end(cause);
        }
    }

    /** A stage wraps what its step threw. */
    private static Throwable unwrap(Throwable thrown) {
        Throwable cause = thrown.getCause();
        return thrown instanceof CompletionException && cause != null ? cause : thrown;
    }

    private void end(@Nullable Cause cause) {
        ended = true;
        end.accept(cause);
    }
}
