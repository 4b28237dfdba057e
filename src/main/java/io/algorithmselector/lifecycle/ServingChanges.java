package io.algorithmselector.lifecycle;

/** Tells when the read view may show something else than before. Thread-safe. */
public interface ServingChanges {
    /**
     * Has a task run after every change, from now on until the subscription is closed, in the thread that makes the changes: it
     * must be quick and not block. What it throws is logged and goes no further.
     */
    Subscription subscribe(Runnable changed);

    /** Closing it a second time does nothing. */
    interface Subscription extends AutoCloseable {
        @Override
        void close();
    }
}
