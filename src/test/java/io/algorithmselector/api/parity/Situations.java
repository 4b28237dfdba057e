package io.algorithmselector.api.parity;

import io.algorithmselector.engine.ModelLoader;
import io.algorithmselector.lifecycle.FakeLoader;
import io.algorithmselector.lifecycle.FakeRepositories;
import io.algorithmselector.model.EngineOptions;
import io.algorithmselector.model.VersionId;
import io.algorithmselector.repository.LocalVersion;
import io.algorithmselector.repository.ModelRepositories;
import io.algorithmselector.repository.ModelRepository;
import io.algorithmselector.repository.RepositoryException;
import io.algorithmselector.repository.RepositoryException.Kind;
import io.algorithmselector.repository.RepositoryVersion;
import io.algorithmselector.repository.Upload;
import io.algorithmselector.repository.UploadRule;
import io.quarkus.test.junit.QuarkusTestProfile;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.LongConsumer;

/** A gateway on fakes, one model for each situation that a version can be in. */
public final class Situations implements QuarkusTestProfile {
    static final FakeRepositories REPOSITORIES = new FakeRepositories();
    /** Versions of the model {@code slow} are loaded once this is open. */
    static final CountDownLatch SLOW = new CountDownLatch(1);

    private static final String CATALOGUE = """
            models:
              available: {basePath: /available}
              slow: {basePath: /slow, versions: {policy: all}}
              corrupt: {basePath: /corrupt}
              missing: {basePath: /missing, versions: {policy: specific, versions: [7]}}
              uploading: {basePath: /uploading, labels: {canary: 3}}
              unfetched: {basePath: /unfetched}
              cached: {basePath: /cached}
              refused: {basePath: /refused}
              onitsway: {basePath: /onitsway}
              next: {basePath: /next}
              again: {basePath: /again}
              leaving: {basePath: /leaving}
              gone: {basePath: /gone}
            """;

    @Override
    public Map<String, String> getConfigOverrides() {
        REPOSITORIES
                .put("/available", 1, "a")
                .put("/slow", 1, "a")
                .put("/corrupt", 1, FakeLoader.CORRUPT)
                .put("/missing", 1, "a")
                .put("/uploading", 1, "a")
                .put("/uploading", 3, "c", new Upload.Incomplete("variables/variables.index"))
                .put("/unfetched", 1, "a")
                .cache("/cached", 1, "a")
                .put("/onitsway", 2, "b", new Upload.Incomplete("variables/variables.index"))
                .put("/next", 1, "a")
                .put("/again", 1, "a")
                .put("/leaving", 1, "a")
                .put("/gone", 1, "a");
        return Map.of(
                "selector.catalog", catalogue().toString(),
                "selector.repository.poll-interval", "200ms",
                "selector.lifecycle.load-threads", "2");
    }

    private static Path catalogue() {
        try {
            Path catalogue = Files.createTempFile("situations", ".yaml");
            catalogue.toFile().deleteOnExit();
            return Files.writeString(catalogue, CATALOGUE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Set<Class<?>> getEnabledAlternatives() {
        return Set.of(Fakes.class);
    }

    /** In place of S3 and of TensorFlow. */
    @Alternative
    @Singleton
    public static class Fakes {
        @Produces
        @Alternative
        @Singleton
        ModelRepositories repositories() {
            return basePath -> new Unreachable(REPOSITORIES.open(basePath));
        }

        @Produces
        @Alternative
        @Singleton
        ModelLoader loader() {
            FakeLoader loader = new FakeLoader();
            return (VersionId version, Path directory, EngineOptions options) -> {
                if (version.model().equals("slow")) {
                    awaitSlow();
                }
                return loader.load(version, directory, options);
            };
        }
    }

    private static void awaitSlow() {
        try {
            SLOW.await();
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    /** Fails where the name of its folder says so. */
    private record Unreachable(ModelRepository real) implements ModelRepository {
        @Override
        public String basePath() {
            return real.basePath();
        }

        @Override
        public NavigableMap<Long, RepositoryVersion> list(UploadRule rule) throws RepositoryException {
            return switch (basePath()) {
                case "/cached" -> throw new RepositoryException(Kind.NETWORK, "/cached: no route to host", null);
                case "/refused" -> throw new RepositoryException(Kind.ACCESS, "/refused: access denied", null);
                default -> real.list(rule);
            };
        }

        @Override
        public NavigableMap<Long, RepositoryVersion> cached() {
            return real.cached();
        }

        @Override
        public LocalVersion fetch(RepositoryVersion version, LongConsumer downloaded)
                throws RepositoryException, InterruptedException {
            if (basePath().equals("/unfetched")) {
                throw new RepositoryException(Kind.NETWORK, "/unfetched: connection reset", null);
            }
            return real.fetch(version, downloaded);
        }
    }
}
