package io.algorithmselector.soak;

import java.util.ArrayList;
import java.util.List;

/** Asks again and again, each request as soon as the one before is answered, and writes down what it got; one thread. */
final class Worker implements Runnable {
    private static final int INPUTS = 1000;
    /** Neighbouring requests ask for very different numbers, that is for work of very different length. */
    private static final int STRIDE = 377;
    /** After so many it has seen enough. */
    private static final int MOST_FAILURES = 100;

    private final String name;
    private final Asker asker;
    private final List<Request> requests = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();
    private volatile boolean stopped;
    private volatile long last = -1;

    /** A request that was answered, by times of {@link System#nanoTime}. */
    record Request(String transport, long sent, long answered, long version) {}

    Worker(String name, Asker asker) {
        this.name = name;
        this.asker = asker;
    }

    @Override
    public void run() {
        for (int i = 0; !stopped && failures.size() < MOST_FAILURES; i++) {
            long sent = System.nanoTime();
            try {
                long version = asker.ask(i * STRIDE % INPUTS);
                requests.add(new Request(name, sent, System.nanoTime(), version));
                last = version;
            } catch (Exception e) {
                failures.add(name + ": " + e);
            }
        }
    }

    void stop() {
        stopped = true;
    }

    /** Which version gave the latest answer. */
    long last() {
        return last;
    }

    /** Once it has ended. */
    List<Request> requests() {
        return requests;
    }

    /** Once it has ended. */
    List<String> failures() {
        return failures;
    }
}
