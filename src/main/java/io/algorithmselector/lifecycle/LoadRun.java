package io.algorithmselector.lifecycle;

import io.algorithmselector.lifecycle.VersionLoad.Outcome;
import io.algorithmselector.lifecycle.VersionStatus.Cause;
import io.algorithmselector.model.ErrorCode;
import org.jspecify.annotations.Nullable;

/** A load with the thread it runs in, so that it can be ended when nobody wants its result any more. Thread-safe. */
final class LoadRun {
    private static final Outcome NOT_WANTED =
            new Outcome.Failed(new Cause(ErrorCode.CANCELLED, "it is no longer wanted"), Retry.NEVER, false);

    private final VersionLoad load;
    private @Nullable Thread thread;
    private boolean dropped;

    LoadRun(VersionLoad load) {
        this.load = load;
    }

    /** In a loading thread; does nothing if it has been dropped before. */
    Outcome attempt() {
        if (!enter()) {
            return NOT_WANTED;
        }
        try {
            return load.attempt();
        } finally {
            leave();
        }
    }

    private synchronized boolean enter() {
        if (dropped) {
            return false;
        }
        thread = Thread.currentThread();
        return true;
    }

    /** From here on the thread is somebody else's: an interrupt that was meant for this load must not reach the next. */
    private synchronized void leave() {
        thread = null;
        if (dropped) {
            Thread.interrupted();
        }
    }

    /** Interrupts it if it runs. Whatever it brings is to be closed, not used. */
    synchronized void drop() {
        dropped = true;
        if (thread != null) {
            thread.interrupt();
        }
    }

    synchronized boolean dropped() {
        return dropped;
    }
}
