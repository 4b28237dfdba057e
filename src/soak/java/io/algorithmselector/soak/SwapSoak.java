package io.algorithmselector.soak;

import io.algorithmselector.packaged.PackagedGateway;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * New versions are uploaded again and again while others ask over REST and gRPC without a pause. Fails if a request fails, where a
 * wrong value, a wrong version and a reset connection are failures, or if fewer than {@value #ENOUGH} requests
 * overlap a swap: were sent before the new version's first answer came, and answered after it.
 */
final class SwapSoak {
    private static final int ENOUGH = 500;
    private static final int WORKERS_EACH = 4;
    private static final Duration SWAP_LIMIT = Duration.ofSeconds(60);

    private final SwappedModel model;
    private final AtomicLong oldest = new AtomicLong(1);
    private final AtomicLong newest = new AtomicLong(1);
    private final List<Worker> workers = new ArrayList<>();

    private SwapSoak(SwappedModel model) {
        this.model = model;
    }

    /** @param arguments how many swaps */
    public static void main(String[] arguments) throws Exception {
        int swaps = Integer.parseInt(arguments[0]);
        Path folder = Files.createTempDirectory("swap-soak-");
        try (SwappedModel model = SwappedModel.create(folder)) {
            new SwapSoak(model).run(swaps);
        } finally {
            SwappedModel.delete(folder);
        }
    }

    private void run(int swaps) throws Exception {
        model.upload(1, 0);
        try (PackagedGateway gateway = model.serve()) {
            List<Thread> threads = start(gateway);
            for (int i = 1; i <= swaps; i++) {
                swap(i + 1L);
            }
            workers.forEach(Worker::stop);
            for (Thread thread : threads) {
                thread.join();
            }
        }
        report(swaps);
    }

    private List<Thread> start(PackagedGateway gateway) {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < WORKERS_EACH; i++) {
            threads.add(start("REST", new RestAsker(gateway.restPort)));
            threads.add(start("gRPC", new GrpcAsker(gateway.grpcPort)));
        }
        return threads;
    }

    private Thread start(String name, Asker asker) {
        Worker worker = new Worker(name, asker, oldest::get, newest::get);
        workers.add(worker);
        return Thread.ofPlatform().start(() -> {
            try (asker) {
                worker.run();
            }
        });
    }

    /** Brings the next version, and waits until it gives every answer. */
    private void swap(long next) throws Exception {
        newest.set(next);
        model.upload(next, 0);
        Instant limit = Instant.now().plus(SWAP_LIMIT);
        while (!workers.stream().allMatch(worker -> worker.last() == next)) {
            if (Instant.now().isAfter(limit)) {
                throw new AssertionError("version " + next + " does not answer after " + SWAP_LIMIT);
            }
            Thread.sleep(5);
        }
        oldest.set(next);
        model.remove(next - 1);
    }

    private void report(int swaps) {
        List<String> failures =
                workers.stream().flatMap(worker -> worker.failures().stream()).toList();
        List<Worker.Request> requests =
                workers.stream().flatMap(worker -> worker.requests().stream()).toList();
        long overlapping = overlapping(requests);
        System.out.printf(
                "%d swaps, %d requests answered, %d failed, %d overlapped a swap%n",
                swaps, requests.size(), failures.size(), overlapping);
        failures.stream().limit(20).forEach(System.out::println);
        if (!failures.isEmpty() || overlapping < ENOUGH) {
            throw new AssertionError("wanted: none failed, and at least " + ENOUGH + " overlapping a swap");
        }
    }

    private static long overlapping(List<Worker.Request> requests) {
        Map<Long, Long> firstAnswers = new TreeMap<>();
        requests.forEach(request -> firstAnswers.merge(request.version(), request.answered(), SwapSoak::earlier));
        firstAnswers.remove(1L); // the first version took nobody's place
        return requests.stream()
                .filter(request -> firstAnswers.values().stream()
                        .anyMatch(first -> request.sent() - first < 0 && request.answered() - first > 0))
                .count();
    }

    private static long earlier(long one, long other) {
        return one - other < 0 ? one : other;
    }
}
