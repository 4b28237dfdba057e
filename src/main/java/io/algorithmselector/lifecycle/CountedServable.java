package io.algorithmselector.lifecycle;

import io.algorithmselector.engine.Servable;
import io.algorithmselector.model.VersionId;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A servable and the number of handles that are open on it. It is closed exactly once: when it has been drained and the last
 * handle is closed, never while one is open. Lock-free and thread-safe; taking a handle costs one compare-and-set.
 */
final class CountedServable {
    /** The sign bit: nobody is admitted any more. The other bits count the open handles. */
    private static final int DRAINING = Integer.MIN_VALUE;

    private final VersionId id;
    private final Servable servable;
    private final AtomicInteger holds = new AtomicInteger();
    private final CompletableFuture<VersionId> idle = new CompletableFuture<>();
    private final CompletableFuture<Void> closed;

    /** @param closing where the servable is closed: never in the thread of the call that ended last */
    CountedServable(VersionId id, Servable servable, Executor closing) {
        this(id, servable, servable::close, closing);
    }

    /** @param close closes the servable, and what it was loaded from */
    CountedServable(VersionId id, Servable servable, Runnable close, Executor closing) {
        this.id = id;
        this.servable = servable;
        this.closed = idle.thenRunAsync(close, closing);
    }

    VersionId id() {
        return id;
    }

    /** Null once {@link #drain} has been called. */
    @Nullable
    ServableHandle acquire() {
        int seen = holds.get();
        while (seen >= 0) {
            int witness = holds.compareAndExchange(seen, seen + 1);
            if (witness == seen) {
                return counted();
            }
            seen = witness;
        }
        return null;
    }

    /** What has been counted is given back even if there is no memory for the handle. */
    private ServableHandle counted() {
        try {
            return new Hold();
        } catch (OutOfMemoryError e) {
            release();
            throw e;
        }
    }

    /**
     * Admits nobody from now on, and closes the servable as soon as no handle is open. Idempotent; does not block.
     *
     * @return ends when the servable has been closed, with what {@link Servable#close} threw
     */
    CompletionStage<Void> drain() {
        int before = holds.getAndUpdate(seen -> seen | DRAINING);
        if (before == 0) {
            idle.complete(id);
        }
        return closed;
    }

    /** Ends the calls that run, as soon as the engine can. */
    void cancel() {
        servable.cancel();
    }

    /** How many handles are open now. */
    int open() {
        return holds.get() & ~DRAINING;
    }

    private void release() {
        // Exactly one release sees this value: after the bit is set the count only falls.
        if (holds.decrementAndGet() == DRAINING) {
            idle.complete(id);
        }
    }

    private final class Hold implements ServableHandle {
        private final AtomicBoolean open = new AtomicBoolean(true);

        @Override
        public VersionId id() {
            return id;
        }

        @Override
        public Servable servable() {
            return servable;
        }

        /** A second call does nothing: it must not take away somebody else's hold. */
        @Override
        public void close() {
            if (open.compareAndSet(true, false)) {
                release();
            }
        }
    }
}
