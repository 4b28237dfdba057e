package io.algorithmselector.repository;

import io.algorithmselector.demo.EmbeddedS3;
import io.algorithmselector.repository.cache.ModelCache;
import io.algorithmselector.repository.s3.S3Settings;
import io.algorithmselector.repository.s3.S3Store;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * How long a version of 300 MB takes from the embedded S3 server into the cache, against a plain parallel download of the
 * same bytes with the SDK: same server, same number of threads, same parts, into one file, without hashing, checksum,
 * entity tag or rename. The two take turns, so that what else the machine does meets both.
 *
 * <pre>{@code RepositoryDownloadBenchmark [<rounds>]}</pre>
 *
 * <p>Server and client share this process and its processors. The version holds one shard of 300 MiB and a small model file.
 */
public final class RepositoryDownloadBenchmark {
    private static final int MEBIBYTE = 1 << 20;
    private static final long SHARD_BYTES = 300L * MEBIBYTE;
    private static final long PART_BYTES = 32L * MEBIBYTE;
    private static final int MODEL_BYTES = 50_000;
    private static final int THREADS = 8;
    private static final int WARM_UP_ROUNDS = 2;
    private static final String SHARD = "models/big/1/variables/variables.data-00000-of-00001";

    private final EmbeddedS3 server;
    private final S3Client plain;
    private final S3Store store;
    private final Path folder;

    private RepositoryDownloadBenchmark(EmbeddedS3 server, S3Store store, Path folder) {
        this.server = server;
        this.plain = server.client();
        this.store = store;
        this.folder = folder;
    }

    public static void main(String[] arguments) throws Exception {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 10;
        System.setProperty("aws.accessKeyId", "benchmark");
        System.setProperty("aws.secretAccessKey", "benchmark-secret");
        Path folder = Files.createTempDirectory("download-benchmark-");
        try (EmbeddedS3 server = EmbeddedS3.start(0, "benchmark", "benchmark-secret");
                S3Store store = new S3Store(settings(server.endpoint()))) {
            new RepositoryDownloadBenchmark(server, store, folder).run(rounds);
        } finally {
            delete(folder);
        }
        System.exit(0);
    }

    private static S3Settings settings(URI endpoint) {
        return new S3Settings(
                endpoint, "us-east-1", true, false, THREADS, Duration.ofSeconds(5), Duration.ofSeconds(30), null);
    }

    private void run(int rounds) throws Exception {
        server.createBucket("featurestore");
        server.put("featurestore", "models/big/1/saved_model.pb", new byte[MODEL_BYTES]);
        Path shard = writeShard(folder.resolve("shard"));
        server.upload(shard, "featurestore", SHARD);
        Files.delete(shard);
        List<Cost> plainly = new ArrayList<>();
        List<Cost> fetched = new ArrayList<>();
        for (int round = -WARM_UP_ROUNDS; round < rounds; round++) {
            Cost plainCost = cost(this::downloadPlainly);
            Cost fetchCost = cost(this::fetchFromRepository);
            print(round < 0 ? "warm-up" : "round " + round, plainCost, fetchCost);
            if (round >= 0) {
                plainly.add(plainCost);
                fetched.add(fetchCost);
            }
        }
        print("median", median(plainly), median(fetched));
    }

    /** Of one download; the processors' time is that of the server and of the client. */
    private record Cost(double seconds, double processorSeconds) {}

    private static void print(String name, Cost plain, Cost fetch) {
        System.out.printf(
                Locale.ROOT,
                "%-8s  plain %.3f s (cpu %.2f s)  repository %.3f s (cpu %.2f s)  throughput %.2f  cpu %.2f%n",
                name,
                plain.seconds(),
                plain.processorSeconds(),
                fetch.seconds(),
                fetch.processorSeconds(),
                plain.seconds() / fetch.seconds(),
                plain.processorSeconds() / fetch.processorSeconds());
    }

    private interface Work {
        void run() throws Exception;
    }

    private Cost cost(Work work) throws Exception {
        long begin = System.nanoTime();
        Duration processors = processorTime();
        work.run();
        Cost cost = new Cost(
                (System.nanoTime() - begin) / 1e9,
                processorTime().minus(processors).toNanos() / 1e9);
        delete(folder.resolve("plain"));
        delete(folder.resolve("cache"));
        return cost;
    }

    private static Duration processorTime() {
        return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
    }

    private void fetchFromRepository() throws Exception {
        ModelRepository repository =
                store.repositories(new ModelCache(folder.resolve("cache"))).open("s3://featurestore/models/big");
        RepositoryVersion version =
                repository.list(UploadRule.NO_WAIT).values().iterator().next();
        LocalVersion local = repository.fetch(version);
        if (local.bytes() != SHARD_BYTES + MODEL_BYTES) {
            throw new IOException("fetched " + local.bytes() + " bytes");
        }
    }

    private void downloadPlainly() throws Exception {
        Path file = Files.createFile(folder.resolve("plain"));
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            List<Future<?>> parts = new ArrayList<>();
            for (long offset = 0; offset < SHARD_BYTES; offset += PART_BYTES) {
                long from = offset;
                long to = Math.min(SHARD_BYTES, offset + PART_BYTES);
                parts.add(threads.submit(() -> {
                    copy(file, from, to);
                    return null;
                }));
            }
            for (Future<?> part : parts) {
                part.get();
            }
        }
    }

    private void copy(Path file, long from, long to) throws IOException {
        try (InputStream body = plain.getObject(
                        request -> request.bucket("featurestore").key(SHARD).range("bytes=" + from + "-" + (to - 1)));
                FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            byte[] bytes = new byte[1 << 17];
            long position = from;
            for (int read = body.read(bytes); read >= 0; read = body.read(bytes)) {
                position += channel.write(ByteBuffer.wrap(bytes, 0, read), position);
            }
        }
    }

    private static Path writeShard(Path file) throws IOException {
        byte[] block = new byte[MEBIBYTE];
        Random random = new Random(1);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (long written = 0; written < SHARD_BYTES; written += MEBIBYTE) {
                random.nextBytes(block);
                channel.write(ByteBuffer.wrap(block));
            }
        }
        return file;
    }

    private static Cost median(List<Cost> costs) {
        return new Cost(
                median(costs.stream().mapToDouble(Cost::seconds)),
                median(costs.stream().mapToDouble(Cost::processorSeconds)));
    }

    private static double median(DoubleStream values) {
        double[] sorted = values.sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private static void delete(Path path) throws IOException {
        if (Files.exists(path)) {
            try (Stream<Path> walk = Files.walk(path)) {
                for (Path entry : walk.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(entry);
                }
            }
        }
    }
}
