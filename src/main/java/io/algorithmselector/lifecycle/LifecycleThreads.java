package io.algorithmselector.lifecycle;

import java.time.Duration;

/**
 * The lifecycle's threads and its clock. One of the threads is the writer: it alone changes what is loaded, and never blocks.
 * Thread-safe.
 */
interface LifecycleThreads {
    /**
     * Runs a task in the writer, after those given to it before.
     *
     * @return false if the writer has ended, and the task will never run
     */
    boolean write(Runnable task);

    /** Runs a task in the writer once the time has passed, unless the writer has ended or the timer has been cancelled by then. */
    Timer writeAfter(Duration delay, Runnable task);

    /** A task that waits for its time. */
    @FunctionalInterface
    interface Timer {
        /** That waits for nothing. */
        Timer NONE = () -> {};

        /** In the writer: from then on the task will not run, and nothing is kept of it. Does nothing once it has. */
        void cancel();
    }

    /** Runs a task that lists a repository; never waits for another listing, which may hang. */
    void list(Runnable task);

    /** Runs a task that fetches and loads a version. */
    void load(Runnable task);

    /** Runs a task that cancels or closes a servable; never waits for a listing or a load. */
    void release(Runnable task);

    /** Interrupts the loads that run. Those that have not begun run all the same, and later ones not at all. */
    void interruptLoads();

    /** As {@link System#nanoTime}. */
    long nanoTime();

    /** Ends the threads; what still runs is interrupted. */
    void end();
}
