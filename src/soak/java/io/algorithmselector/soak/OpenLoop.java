package io.algorithmselector.soak;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends requests at a fixed rate, whether or not those before are answered: a request that has to wait for its turn because others
 * were slow counts its waiting, as a user's would. A request that fails ends the measurement.
 */
final class OpenLoop {
    private final Asker asker;

    OpenLoop(Asker asker) {
        this.asker = asker;
    }

    /** What became of the requests of a run, in the order in which they were due; times of {@link System#nanoTime}. */
    static final class Result {
        private final long start;
        private final double perSecond;
        private final long[] latencies;
        private final long[] versions;

        private Result(long start, double perSecond, int count) {
            this.start = start;
            this.perSecond = perSecond;
            latencies = new long[count];
            versions = new long[count];
        }

        private long due(int index) {
            return start + (long) (index / perSecond * 1e9);
        }

        /** When the first answer of the version came, or {@code -1} if none did. */
        long firstAnswer(long version) {
            long first = -1;
            for (int i = 0; i < versions.length; i++) {
                long answered = due(i) + latencies[i];
                if (versions[i] == version && (first == -1 || answered < first)) {
                    first = answered;
                }
            }
            return first;
        }

        /** The latencies of those that were due in this time, in milliseconds, sorted. */
        double[] milliseconds(long from, long to) {
            List<Double> within = new ArrayList<>();
            for (int i = 0; i < latencies.length; i++) {
                if (due(i) >= from && due(i) < to) {
                    within.add(latencies[i] / 1e6);
                }
            }
            return within.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        }
    }

    static double quantile(double[] sorted, double quantile) {
        return sorted[(int) Math.min(sorted.length - 1L, (long) (sorted.length * quantile))];
    }

    Result run(double perSecond, Duration duration) throws InterruptedException, ExecutionException {
        int count = (int) (perSecond * duration.toNanos() / 1e9);
        Result result = new Result(System.nanoTime(), perSecond, count);
        List<Future<?>> sent = new ArrayList<>(count);
        try (ExecutorService requests = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < count; i++) {
                int index = i;
                sleepUntil(result.due(i));
                sent.add(requests.submit(() -> {
                    result.versions[index] = asker.ask(index % 1000);
                    result.latencies[index] = System.nanoTime() - result.due(index);
                    return null;
                }));
            }
        }
        for (Future<?> each : sent) {
            each.get();
        }
        return result;
    }

    private static void sleepUntil(long due) throws InterruptedException {
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
            LockSupport.parkNanos(left);
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
    }

    /** How many requests a second are answered when so many threads ask without a pause. */
    double peak(int threads, Duration duration) throws InterruptedException, ExecutionException {
        AtomicLong answered = new AtomicLong();
        long end = System.nanoTime() + duration.toNanos();
        Future<?>[] asking = new Future<?>[threads];
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            Arrays.setAll(
                    asking,
                    _ -> pool.submit(() -> {
                        while (System.nanoTime() - end < 0) {
                            asker.ask(1);
                            answered.incrementAndGet();
                        }
                        return null;
                    }));
        }
        for (Future<?> each : asking) {
            each.get();
        }
        return answered.get() / (duration.toNanos() / 1e9);
    }
}
