package io.algorithmselector.soak;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/** Asks again and again, each request as soon as the one before is answered, and writes down what it got; one thread. */
final class Worker implements Runnable {
    private final String name;
    private final Asker asker;
    private final LongSupplier oldest;
    private final LongSupplier newest;
    private final List<Request> requests = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();
    private volatile boolean stopped;
    private volatile long last = -1;

    /** A request that was answered, by times of {@link System#nanoTime}. */
    record Request(long sent, long answered, long version) {}

    /**
     * @param oldest the lowest version that may answer a request sent now
     * @param newest the highest version that may have answered by now
     */
    Worker(String name, Asker asker, LongSupplier oldest, LongSupplier newest) {
        this.name = name;
        this.asker = asker;
        this.oldest = oldest;
        this.newest = newest;
    }

    @Override
    public void run() {
        for (int i = 0; !stopped; i++) {
            long lowest = oldest.getAsLong();
            long sent = System.nanoTime();
            try {
                long version = asker.ask(i % 1000);
                requests.add(new Request(sent, System.nanoTime(), version));
                if (version < lowest || version > newest.getAsLong()) {
                    failures.add(name + ": version " + version + " answered, not one from " + lowest + " to "
                            + newest.getAsLong());
                }
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
