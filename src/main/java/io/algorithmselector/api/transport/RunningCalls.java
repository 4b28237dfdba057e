package io.algorithmselector.api.transport;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The calls that are being answered, on both transports, and how the server's going away is told to them. First it is announced:
 * all is answered as before, but whoever keeps a connection learns to take another. Then it drains: calls that could go on for
 * ever are told to end. Thread-safe.
 */
public final class RunningCalls {
    private static final Logger LOG = System.getLogger(RunningCalls.class.getName());

    private final Set<Call> running = new HashSet<>();
    private boolean announced;
    private boolean draining;

    /** One call; closing it a second time does nothing. */
    public final class Call implements AutoCloseable {
        private final Runnable drain;

        private Call(Runnable drain) {
            this.drain = drain;
        }

        /** It has been answered. */
        @Override
        public void close() {
            ended(this);
        }

        /** What becomes of one call is nothing to the others. One that cannot be told runs until it is cancelled. */
        private void tell() {
            try {
                drain.run();
            } catch (RuntimeException | Error defect) {
                LOG.log(Level.ERROR, "a call cannot be told that the server drains", defect);
            }
        }
    }

    /**
     * A call begins.
     *
     * @param drain run once when the server drains, at once if it does already: lets the call end in its own time; never blocks
     */
    public Call begin(Runnable drain) {
        Call call = new Call(drain);
        boolean late;
        synchronized (this) {
            running.add(call);
            late = draining;
        }
        if (late) {
            call.tell();
        }
        return call;
    }

    private synchronized void ended(Call call) {
        if (running.remove(call) && running.isEmpty()) {
            notifyAll();
        }
    }

    /** From now on connections are not kept. */
    public synchronized void announce() {
        announced = true;
    }

    /** Whether the server is about to go away. */
    public synchronized boolean announced() {
        return announced;
    }

    public synchronized boolean draining() {
        return draining;
    }

    /** Tells every call, and those that still begin, to come to its end. Only the first time counts. */
    public void drain() {
        List<Call> told;
        synchronized (this) {
            if (draining) {
                return;
            }
            announced = true;
            draining = true;
            told = List.copyOf(running);
        }
        told.forEach(Call::tell);
    }

    public synchronized int count() {
        return running.size();
    }

    /** Waits until none runs. @return false if some still do when the time is over */
    public synchronized boolean awaitNone(Duration limit) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        while (!running.isEmpty()) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            // rounded up: less than a millisecond would be for ever
            wait(left / 1_000_000 + 1);
        }
        return true;
    }
}
