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
 * looks. Open loop at {@value #SHARE} of the measured peak; the two are measured in turn, which goes first changing, and one ratio
 * is taken of each pair. What counts is the time from the end of the upload until a second after the new version's first answer, and in
 * the run without a swap as much time after its upload. The S3 server and those who ask share one process.
 */
final class SwapBenchmark {
    private static final int PAIRS = 5;
    private static final int BALLAST_BYTES = 100_000_000;
    private static final double SHARE = 0.2;
    private static final int PEAK_THREADS = 8;
    private static final Duration WARM_UP = Duration.ofSeconds(10);
    private static final Duration RUN = Duration.ofSeconds(12);
    private static final long UPLOAD_AFTER_MILLIS = 2000;
    private static final long AFTERWARDS = Duration.ofSeconds(1).toNanos();

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

    /** A run under load, and when its upload was complete. */
    private record Run(OpenLoop.Result result, long uploaded) {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createTempDirectory("swap-benchmark-");
        try (SwappedModel model = SwappedModel.create(folder)) {
            Path first = model.write(1, BALLAST_BYTES);
            model.upload(first, 1);
            SwappedModel.delete(first);
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
            ratios[pair] = benchmark.pair(transport, pair);
        }
        Arrays.sort(ratios);
        System.out.printf(
                "%s: p99 with / without a swap = %.2f (range %.2f to %.2f over %d pairs)%n",
                transport, ratios[PAIRS / 2], ratios[0], ratios[PAIRS - 1], PAIRS);
        return benchmark.version;
    }

    private double pair(String transport, int pair) throws Exception {
        boolean swapFirst = pair % 2 == 1;
        Run first = run(swapFirst);
        Run second = run(!swapFirst);
        Run with = swapFirst ? first : second;
        Run without = swapFirst ? second : first;
        long length = with.result.firstAnswer(version) + AFTERWARDS - with.uploaded;
        double[] swapping = with.result.milliseconds(with.uploaded, with.uploaded + length);
        double[] steady = without.result.milliseconds(without.uploaded, without.uploaded + length);
        double ratio = OpenLoop.quantile(swapping, 0.99) / OpenLoop.quantile(steady, 0.99);
        System.out.printf(
                "%s pair %d: p99 %.2f ms without, %.2f ms with a swap, ratio %.2f (p50 %.2f, %.2f; most %.2f, %.2f; "
                        + "%d, %d requests in %.1f s)%n",
                transport,
                pair,
                OpenLoop.quantile(steady, 0.99),
                OpenLoop.quantile(swapping, 0.99),
                ratio,
                OpenLoop.quantile(steady, 0.5),
                OpenLoop.quantile(swapping, 0.5),
                OpenLoop.quantile(steady, 1),
                OpenLoop.quantile(swapping, 1),
                steady.length,
                swapping.length,
                length / 1e9);
        return ratio;
    }

    /** @param swap whether the upload goes to where the gateway looks */
    private Run run(boolean swap) throws Exception {
        long next = version + 1;
        Path written = model.write(next, BALLAST_BYTES);
        FutureTask<Long> upload = new FutureTask<>(() -> {
            Thread.sleep(UPLOAD_AFTER_MILLIS);
            if (swap) {
                model.upload(written, next);
            } else {
                model.uploadBeside(written, next);
            }
            return System.nanoTime();
        });
        Thread.ofPlatform().start(upload);
        OpenLoop.Result result = load.run(perSecond, RUN);
        long uploaded = upload.get();
        SwappedModel.delete(written);
        long answering = asker.ask(1);
        if (answering != (swap ? next : version)) {
            throw new AssertionError("version " + answering + " answers after the run: too short for the swap");
        }
        if (swap) {
            model.remove(version);
            version = next;
        }
        return new Run(result, uploaded);
    }
}
