package io.algorithmselector.repository.s3;

import io.algorithmselector.repository.RepositoryException;
import io.algorithmselector.repository.UploadRule;
import io.algorithmselector.repository.cache.ModelCache;
import java.net.URI;
import java.nio.file.Path;

/** A process that lists one repository: arguments are the endpoint, the region (either may be empty) and a cache's folder. */
final class Listing {
    private Listing() {}

    public static void main(String[] arguments) {
        S3Settings settings = S3Settings.of(
                arguments[0].isEmpty() ? null : URI.create(arguments[0]),
                arguments[1].isEmpty() ? null : arguments[1],
                true,
                false);
        try (S3Store store = new S3Store(settings)) {
            ModelCache cache = new ModelCache(Path.of(arguments[2]));
            System.out.println(store.repositories(cache)
                    .open("s3://bucket/m")
                    .list(UploadRule.NO_WAIT)
                    .keySet());
        } catch (RepositoryException e) {
            System.out.println(e.kind() + " " + e.getMessage());
        }
    }
}
