package io.algorithmselector.soak;

import io.algorithmselector.packaged.PackagedGateway;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.FutureTask;

/**
 * What a swap costs those who ask meanwhile: the 99th percentile of the latency while a version of {@value #BALLAST_BYTES} bytes is
 * downloaded, loaded and put in the place of the one before, against the same load and the same upload to where nobody
 * looks. Open loop at {@value #SHARE} of the measured peak; the two are measured in turn, and one ratio is taken of each pair.
 */
final class SwapBenchmark {
    private static final int PAIRS = 5;
    private static final int BALLAST_BYTES = 100_000_000;
    private static final double SHARE = 0.2;
    private static final int PEAK_THREADS = 8;
    private static final Duration WARM_UP = Duration.ofSeconds(10);
    private static final Duration RUN = Duration.ofSeconds(10);
    private static final long UPLOAD_AFTER_MILLIS = 2000;

    private final SwappedModel model;
    private final Asker asker;
    private final OpenLoop load;
    private final double perSecond;
    private long version;

    private SwapBenchmark(SwappedModel model, Asker asker, OpenLoop load, double perSecond, long version) {
        this.model = model;
        this.asker = asker;
        this.load = load;
        this.perSecond = perSecond;
        this.version = version;
    }

    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createTempDirectory("swap-benchmark-");
        try (SwappedModel model = SwappedModel.create(folder)) {
            model.upload(1, BALLAST_BYTES);
            try (PackagedGateway gateway = model.serve();
                    Asker rest = new RestAsker(gateway.restPort);
                    Asker grpc = new GrpcAsker(gateway.grpcPort)) {
                long version = measure("gRPC", model, grpc, 1);
                measure("REST", model, rest, version);
            }
        } finally {
            SwappedModel.delete(folder);
        }
    }

    private static long measure(String transport, SwappedModel model, Asker asker, long version) throws Exception {
        OpenLoop load = new OpenLoop(asker);
        load.peak(PEAK_THREADS, WARM_UP);
        double peak = load.peak(PEAK_THREADS, WARM_UP);
        double perSecond = peak * SHARE;
        System.out.printf("%s: peak %.0f requests/s, measured at %.0f/s%n", transport, peak, perSecond);
        SwapBenchmark benchmark = new SwapBenchmark(model, asker, load, perSecond, version);
        double[] ratios = new double[PAIRS];
        for (int pair = 0; pair < PAIRS; pair++) {
            OpenLoop.Result without = benchmark.run(false);
            OpenLoop.Result with = benchmark.run(true);
            ratios[pair] = with.millisecondsAt(0.99) / without.millisecondsAt(0.99);
            System.out.printf(
                    "%s pair %d: p99 %.2f ms without, %.2f ms with a swap, ratio %.2f (p50 %.2f, %.2f; failed %d, %d)%n",
                    transport,
                    pair,
                    without.millisecondsAt(0.99),
                    with.millisecondsAt(0.99),
                    ratios[pair],
                    without.millisecondsAt(0.5),
                    with.millisecondsAt(0.5),
                    without.failures(),
                    with.failures());
        }
        Arrays.sort(ratios);
        System.out.printf(
                "%s: p99 with / without a swap = %.2f (range %.2f to %.2f over %d pairs)%n",
                transport, ratios[PAIRS / 2], ratios[0], ratios[PAIRS - 1], PAIRS);
        return benchmark.version;
    }

    /** @param swap whether the upload goes to where the gateway looks */
    private OpenLoop.Result run(boolean swap) throws Exception {
        long next = version + 1;
        Path written = model.write(next, BALLAST_BYTES);
        FutureTask<Void> upload = new FutureTask<>(() -> {
            Thread.sleep(UPLOAD_AFTER_MILLIS);
            if (swap) {
                model.upload(written, next);
            } else {
                model.uploadBeside(written, next);
            }
            return null;
        });
        Thread.ofPlatform().start(upload);
        OpenLoop.Result result = load.run(perSecond, RUN);
        upload.get();
        long answering = asker.ask(1);
        if (answering != (swap ? next : version)) {
            throw new AssertionError("version " + answering + " answers after the run: too short for the swap");
        }
        if (swap) {
            model.remove(version);
            version = next;
        } else {
            SwappedModel.delete(written);
        }
        return result;
    }
}
