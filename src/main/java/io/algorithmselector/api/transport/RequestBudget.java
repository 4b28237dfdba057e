package io.algorithmselector.api.transport;

import io.algorithmselector.model.Failure;
import io.algorithmselector.model.ServingException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The bytes that all requests on their way may hold together, on both transports: their bodies and messages as received, or as
 * inflated. Nobody waits for room: what finds none is refused and may come again. A request that is alone always has room,
 * so that each that keeps to the {@link RequestLimit} can be answered. Thread-safe.
 */
public final class RequestBudget {
    private final long bytes;
    private final AtomicLong held = new AtomicLong();

    /** @throws IllegalArgumentException if the budget is below one byte */
    public RequestBudget(long bytes) {
        if (bytes < 1) {
            throw new IllegalArgumentException("a budget of " + bytes + " bytes admits no request");
        }
        this.bytes = bytes;
    }

    /** A share for one request, empty as yet. */
    public Share open() {
        return new Share();
    }

    /** How much is held now. */
    public long held() {
        return held.get();
    }

    /**
     * What one request holds; closing it gives all back, more than once is harmless. Once closed it takes nothing any more: nobody
     * would give that back. Thread-safe.
     */
    public final class Share implements AutoCloseable {
        private long own;
        private boolean closed;

        private Share() {}

        /**
         * Takes so many bytes more.
         *
         * @throws ServingException with {@code AtLimit} if others hold too much or the share is closed; nothing is taken then
         */
        public synchronized void take(long more) {
            if (closed) {
                throw new ServingException(
                        new Failure.AtLimit("the request has ended: no room for " + more + " bytes"));
            }
            long before;
            do {
                before = held.get();
                boolean alone = before == own;
                if (!alone && before + more > bytes) {
                    throw new ServingException(new Failure.AtLimit("the requests on their way hold " + before + " of "
                            + bytes + " bytes: no room for " + more));
                }
            } while (!held.compareAndSet(before, before + more));
            own += more;
        }

        /**
         * As {@link #take}, for what a request's bytes become in memory: never more than the budget, even if the request is alone.
         *
         * @throws ServingException with {@code AtLimit}; nothing is taken then
         */
        void takeWithin(long more) {
            if (more > bytes) {
                throw new ServingException(new Failure.AtLimit(
                        "the request would take " + more + " bytes of memory, of " + bytes + " for all requests"));
            }
            take(more);
        }

        /** How much it holds. */
        public synchronized long bytes() {
            return own;
        }

        /** Gives back all but so many bytes. */
        synchronized void keep(long size) {
            if (!closed) {
                held.addAndGet(size - own);
                own = size;
            }
        }

        @Override
        public synchronized void close() {
            closed = true;
            held.addAndGet(-own);
            own = 0;
        }
    }
}
