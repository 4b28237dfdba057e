package io.algorithmselector.lifecycle;

import io.algorithmselector.lifecycle.LifecycleThreads.Timer;
import io.algorithmselector.lifecycle.VersionStatus.Cause;
import io.algorithmselector.model.ErrorCode;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes one servable out of service: admits nobody, waits for the calls that run, cancels those that overstay, waits once more,
 * closes. A servable whose calls do not even end then is left alone: closing it under them would end the process. It keeps its
 * memory, and is closed if they ever end, which the log tells. Writer's thread only; never blocks.
 */
final class Draining {
    private final CountedServable servable;
    private final Duration cancelLimit;
    private final LifecycleThreads threads;
    private final LifecycleEvents events;
    private final Consumer<@Nullable Cause> end;
    private final long begun;
    /** When the calls are cancelled; by the threads' clock. */
    private long due;

    private Timer timer = Timer.NONE;
    private boolean cancelled;
    private boolean ended;

    /**
     * @param limit how long running calls may take to finish before they are cancelled
     * @param cancelLimit how long cancelled calls may take to end
     * @param events hear of what happens after the end
     * @param end called once, in the writer: with null if the servable has been closed, else with what is wrong
     */
    Draining(
            CountedServable servable,
            Duration limit,
            Duration cancelLimit,
            LifecycleThreads threads,
            LifecycleEvents events,
            Consumer<@Nullable Cause> end) {
        this.servable = servable;
        this.cancelLimit = cancelLimit;
        this.threads = threads;
        this.events = events;
        this.end = end;
        begun = threads.nanoTime();
        due = begun + limit.toNanos();
    }

    void begin() {
        servable.drain().whenComplete((_, thrown) -> threads.write(() -> closed(thrown)));
        timer = threads.writeAfter(Duration.ofNanos(due - begun), this::cancel);
    }

    /** From now on the calls have so much time at most before they are cancelled. */
    void hurry(Duration limit) {
        long sooner = threads.nanoTime() + limit.toNanos();
        if (!cancelled && !ended && sooner - due < 0) {
            Timer before = timer;
            timer = threads.writeAfter(limit, this::cancel);
            before.cancel();
            due = sooner;
        }
    }

    private void cancel() {
        if (!ended) {
            cancelled = true;
            timer = threads.writeAfter(cancelLimit, this::abandon);
            threads.release(servable::cancel);
        }
    }

    private void abandon() {
        if (!ended) {
            end(new Cause(
                    ErrorCode.DEADLINE_EXCEEDED,
                    servable.open() + " calls still run "
                            + TimeUnit.NANOSECONDS.toMillis(threads.nanoTime() - begun)
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
        timer.cancel();
        end.accept(cause);
    }
}
