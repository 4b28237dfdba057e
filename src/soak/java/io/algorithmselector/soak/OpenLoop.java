package io.algorithmselector.soak;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends requests at a fixed rate, whether or not those before are answered: a request that has to wait for its turn because others
 * were slow counts its waiting, as a user's would.
 */
final class OpenLoop {
    private final Asker asker;
    private final AtomicInteger failures = new AtomicInteger();

    OpenLoop(Asker asker) {
        this.asker = asker;
    }

    /** How long the requests of a run took. */
    static final class Result {
        /** In nanoseconds, sorted. */
        private final long[] latencies;

        private final int failures;

        private Result(long[] latencies, int failures) {
            this.latencies = latencies;
            this.failures = failures;
        }

        int failures() {
            return failures;
        }

        double millisecondsAt(double quantile) {
            return latencies[(int) Math.min(latencies.length - 1L, (long) (latencies.length * quantile))] / 1e6;
        }
    }

    Result run(double perSecond, Duration duration) throws InterruptedException {
        int count = (int) (perSecond * duration.toNanos() / 1e9);
        long[] latencies = new long[count];
        long start = System.nanoTime();
        try (ExecutorService requests = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < count; i++) {
                int index = i;
                long due = start + (long) (i / perSecond * 1e9);
                sleepUntil(due);
                var _ = requests.submit(() -> latencies[index] = latency(index, due));
            }
        }
        Arrays.sort(latencies);
        return new Result(latencies, failures.getAndSet(0));
    }

    private static void sleepUntil(long due) throws InterruptedException {
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
            LockSupport.parkNanos(left);
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
    }

    private long latency(int index, long due) {
        try {
            asker.ask(index % 1000);
        } catch (Exception e) {
            failures.incrementAndGet();
        }
        return System.nanoTime() - due;
    }

    /** How many requests a second are answered when so many threads ask without a pause. */
    double peak(int threads, Duration duration) throws InterruptedException {
        AtomicLong answered = new AtomicLong();
        long end = System.nanoTime() + duration.toNanos();
        try (ExecutorService asking = Executors.newFixedThreadPool(threads)) {
            for (int i = 0; i < threads; i++) {
                var _ = asking.submit(() -> {
                    while (System.nanoTime() - end < 0) {
                        asker.ask(1);
                        answered.incrementAndGet();
                    }
                    return null;
                });
            }
            asking.shutdown();
            if (!asking.awaitTermination(duration.toSeconds() + 60, TimeUnit.SECONDS)) {
                throw new AssertionError("requests are not answered");
            }
        }
        return answered.get() / (duration.toNanos() / 1e9);
    }
}
