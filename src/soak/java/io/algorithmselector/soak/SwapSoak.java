package io.algorithmselector.soak;

import io.algorithmselector.packaged.PackagedGateway;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * New versions are uploaded again and again while others ask over REST and gRPC without a pause, for answers that take between
 * nothing and some tens of milliseconds. Fails if a request fails, where a wrong value, a wrong version and a reset connection are
 * failures (see {@link SwapRecord}), or if fewer than {@value #ENOUGH} requests overlap a swap.
 */
final class SwapSoak {
    private static final int ENOUGH = 500;
    private static final int WORKERS_EACH = 8;
    private static final Duration SWAP_LIMIT = Duration.ofSeconds(60);

    private final SwappedModel model;
    private final List<Worker> workers = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private int failed;
    private long overlapping;

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
        int done = 0;
        model.uploadUnhurried(1);
        try (PackagedGateway gateway = model.serve()) {
            try {
                for (int i = 0; i < WORKERS_EACH; i++) {
                    start("REST", new RestAsker(gateway.restPort));
                    start("gRPC", new GrpcAsker(gateway.grpcPort));
                }
                for (; done < swaps; done++) {
                    swap(done + 2L);
                }
            } finally {
                end();
                print(done);
            }
        }
        if (failed > 0 || overlapping < ENOUGH) {
            throw new AssertionError("wanted: none failed, and at least " + ENOUGH + " overlapping a swap");
        }
    }

    private void start(String transport, Asker asker) {
        Worker worker = new Worker(transport, asker);
        workers.add(worker);
        threads.add(Thread.ofPlatform().daemon().start(() -> {
            try (asker) {
                worker.run();
            }
        }));
    }

    /** Brings the next version, and waits until it gives every answer. */
    private void swap(long next) throws Exception {
        model.uploadUnhurried(next);
        Instant limit = Instant.now().plus(SWAP_LIMIT);
        while (!workers.stream().allMatch(worker -> worker.last() == next)) {
            if (Instant.now().isAfter(limit)) {
                throw new AssertionError("version " + next + " does not answer after " + SWAP_LIMIT);
            }
            Thread.sleep(5);
        }
        model.remove(next - 1);
    }

    private void end() throws InterruptedException {
        workers.forEach(Worker::stop);
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private void print(int swaps) {
        List<String> failures = new ArrayList<>();
        List<Worker.Request> requests = new ArrayList<>();
        for (Worker worker : workers) {
            failures.addAll(worker.failures());
            requests.addAll(worker.requests());
        }
        SwapRecord swapRecord = new SwapRecord(requests);
        failures.addAll(swapRecord.steppedBack());
        failed = failures.size();
        overlapping = swapRecord.overlapping();
        System.out.printf(
                "%d swaps, %d requests answered (%d over REST, %d over gRPC), %d failed, %d overlapped a swap%n",
                swaps,
                requests.size(),
                requests.stream()
                        .filter(request -> request.transport().equals("REST"))
                        .count(),
                requests.stream()
                        .filter(request -> request.transport().equals("gRPC"))
                        .count(),
                failed,
                overlapping);
        failures.stream().limit(20).forEach(System.out::println);
    }
}
