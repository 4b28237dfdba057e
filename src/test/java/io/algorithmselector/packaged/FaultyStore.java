package io.algorithmselector.packaged;

import io.algorithmselector.demo.EmbeddedS3;
import io.algorithmselector.engine.tensorflow.SavedModels;
import io.algorithmselector.testing.FaultProxy;
import io.algorithmselector.testing.FaultProxy.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** An S3 server and the network before it, which a test spoils; and gateways that poll it, all with the same cache. */
final class FaultyStore implements AutoCloseable {
    static final String BUCKET = "featurestore";
    private static final Duration POLL = Duration.ofMillis(300);

    final FaultProxy network;
    private final EmbeddedS3 s3;
    private final Path folder;

    private FaultyStore(EmbeddedS3 s3, FaultProxy network, Path folder) {
        this.s3 = s3;
        this.network = network;
        this.folder = folder;
    }

    static FaultyStore start(Path folder) throws IOException {
        EmbeddedS3 s3 = EmbeddedS3.start(0, "access", "secret");
        s3.createBucket(BUCKET);
        return new FaultyStore(s3, new FaultProxy(s3.endpoint()), folder);
    }

    static String address(String key) {
        return "s3://" + BUCKET + "/" + key;
    }

    /** Uploads a small version that tells its number. */
    void putVersion(String model, long number) throws IOException {
        upload(SavedModels.versioned(local(model, number), number), model + "/" + number);
    }

    /** Uploads a version that tells its number, and has weights of so many bytes. */
    void putVersion(String model, long number, int bytes) throws IOException {
        upload(SavedModels.ballast(local(model, number), number, bytes), model + "/" + number);
    }

    private Path local(String model, long number) {
        return folder.resolve("uploaded").resolve(model).resolve(Long.toString(number));
    }

    /** What makes it a version comes last: nobody polls half of it. */
    private void upload(Path directory, String target) throws IOException {
        for (Path file : files(directory).reversed()) {
            put(target + "/" + directory.relativize(file), Files.readAllBytes(file));
        }
    }

    void put(String key, byte[] content) {
        s3.put(BUCKET, key, content);
    }

    void delete(String key) {
        s3.delete(BUCKET, key);
    }

    void deleteVersion(String model, long number) throws IOException {
        Path directory = local(model, number);
        for (Path file : files(directory)) {
            delete(model + "/" + number + "/" + directory.relativize(file));
            Files.delete(file);
        }
    }

    /** In the order of their names, in which {@code saved_model.pb} is before {@code variables}. */
    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> walk = Files.walk(directory)) {
            return walk.filter(Files::isRegularFile).sorted().toList();
        }
    }

    /** Spoils every request from now on. */
    void spoil(Fault fault) {
        network.faults(request -> fault);
    }

    /** Spoils the requests for the files of one version from now on, and no others. */
    void spoil(String model, long number, Fault fault) {
        network.faults(request -> request.contains("/" + model + "/" + number + "/") ? fault : Fault.NONE);
    }

    void mend() {
        spoil(Fault.NONE);
    }

    /** @param catalogue the path or address of one */
    PackagedGateway start(String catalogue) throws IOException {
        Map<String, String> environment = S3Environment.of(s3, "SELECTOR_CATALOG", catalogue, folder.resolve("cache"));
        environment.put("SELECTOR_S3_ENDPOINT", network.endpoint().toString());
        environment.put("SELECTOR_REPOSITORY_POLL_INTERVAL", POLL.toMillis() + "ms");
        return PackagedGateway.start(folder, environment);
    }

    @Override
    public void close() {
        network.close();
        s3.close();
    }
}
