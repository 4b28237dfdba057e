package io.algorithmselector.repository.s3;

import io.algorithmselector.repository.ModelRepository;
import io.algorithmselector.repository.UploadRule;
import io.algorithmselector.repository.cache.ModelCache;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;

/** A process that fetches version 1, one request at a time: arguments are the endpoint and the cache's folder. */
final class Fetching {
    private Fetching() {}

    public static void main(String[] arguments) throws Exception {
        S3Settings settings = new S3Settings(
                URI.create(arguments[0]),
                "us-east-1",
                true,
                true,
                1,
                Duration.ofSeconds(20),
                Duration.ofMinutes(1),
                null);
        try (S3Store store = new S3Store(settings)) {
            ModelRepository repository =
                    store.repositories(new ModelCache(Path.of(arguments[1]))).open("s3://bucket/m");
            repository
                    .fetch(Objects.requireNonNull(
                            repository.list(UploadRule.NO_WAIT).get(1L)))
                    .close();
        }
    }
}
