package io.algorithmselector.lifecycle;

import io.algorithmselector.lifecycle.VersionStatus.Cause;
import io.algorithmselector.model.ErrorCode;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes one servable out of service: admits nobody, waits for the calls that run, cancels those that overstay, waits once more,
 * closes. A servable whose calls do not even end then is left alone: closing it under them would end the process. It keeps its
 * memory, and is closed if they ever end. Writer's thread only; never blocks.
 */
final class Draining {
    private final CountedServable servable;
    private final LifecycleSettings settings;
    private final LifecycleThreads threads;
    private final Consumer<@Nullable Cause> end;
    private boolean ended;

    private Draining(
            CountedServable servable,
            LifecycleSettings settings,
            LifecycleThreads threads,
            Consumer<@Nullable Cause> end) {
        this.servable = servable;
        this.settings = settings;
        this.threads = threads;
        this.end = end;
    }

    /** @param end called once, in the writer: with null if the servable has been closed, else with what is wrong */
    static void start(
            CountedServable servable,
            LifecycleSettings settings,
            LifecycleThreads threads,
            Consumer<@Nullable Cause> end) {
        Draining draining = new Draining(servable, settings, threads, end);
        servable.drain().whenComplete((_, thrown) -> threads.write(() -> draining.closed(thrown)));
        threads.writeAfter(settings.drainLimit(), draining::cancel);
    }

    private void cancel() {
        if (!ended) {
            threads.release(servable::cancel);
            threads.writeAfter(settings.cancelLimit(), this::abandon);
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
        if (!ended) {
            end(thrown == null ? null : new Cause(ErrorCode.INTERNAL, "closing it failed: " + unwrap(thrown)));
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
