package io.algorithmselector.soak;

import io.algorithmselector.demo.EmbeddedS3;
import io.algorithmselector.engine.tensorflow.SavedModels;
import io.algorithmselector.packaged.PackagedGateway;
import io.algorithmselector.packaged.S3Environment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The model whose versions come and go, in an S3 server of its own, and the gateways that serve it. */
final class SwappedModel implements AutoCloseable {
    private static final String BUCKET = "soak";
    private static final String MARKER = "_COMPLETE";

    private final Path folder;
    private final EmbeddedS3 s3;

    private SwappedModel(Path folder, EmbeddedS3 s3) {
        this.folder = folder;
        this.s3 = s3;
    }

    /** @param folder is empty; for files on their way, the catalogue and the cache */
    static SwappedModel create(Path folder) throws IOException {
        EmbeddedS3 s3 = EmbeddedS3.start(0, "access", "secret");
        s3.createBucket(BUCKET);
        Files.writeString(folder.resolve("catalog.yaml"), """
                models:
                  %s:
                    basePath: s3://%s/%s
                    marker: %s
                    pollInterval: 200ms
                """.formatted(Asker.MODEL, BUCKET, Asker.MODEL, MARKER));
        return new SwappedModel(folder, s3);
    }

    /** Uploads a version whose answers take their time, its marker last: it takes the place of the one before. */
    void uploadUnhurried(long version) throws IOException {
        Path written = SavedModels.unhurried(directory(version), version);
        upload(written, version);
        delete(written);
    }

    /** Writes a version of so many bytes to the disk, for an upload that is to take little time. */
    Path write(long version, int ballastBytes) {
        return SavedModels.ballast(directory(version), version, ballastBytes);
    }

    private Path directory(long version) {
        return folder.resolve("upload").resolve(Long.toString(version));
    }

    /** Its marker last. */
    void upload(Path written, long version) throws IOException {
        upload(written, Asker.MODEL, version);
    }

    /** Uploads a version to where no gateway looks: what an upload costs without what it causes. */
    void uploadBeside(Path written, long version) throws IOException {
        upload(written, "beside", version);
    }

    private void upload(Path written, String model, long version) throws IOException {
        String place = model + "/" + version;
        s3.upload(written, BUCKET, place);
        s3.put(BUCKET, place + "/" + MARKER, new byte[0]);
    }

    /** Takes a version out of the repository. */
    void remove(long version) {
        s3.client()
                .listObjectsV2Paginator(request -> request.bucket(BUCKET).prefix(Asker.MODEL + "/" + version + "/"))
                .contents()
                .forEach(object -> s3.delete(BUCKET, object.key()));
    }

    /** A gateway that serves the newest version, ready. */
    PackagedGateway serve(String... flags) throws IOException, InterruptedException {
        Path cache = folder.resolve("cache");
        Map<String, String> environment = new TreeMap<>(S3Environment.of(
                s3, "SELECTOR_CATALOG", folder.resolve("catalog.yaml").toString(), cache));
        environment.put("SELECTOR_CACHE_MAX_SIZE", "1G");
        environment.put("SELECTOR_ADMIN_ENABLED", "true");
        return PackagedGateway.start(folder, environment, flags).awaitReady();
    }

    @Override
    public void close() {
        s3.close();
    }

    /** Also what is not there. */
    static void delete(@Nullable Path path) {
        if (path == null || !Files.exists(path)) {
            return;
        }
        try (var walk = Files.walk(path)) {
            for (Path each : walk.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
