package io.algorithmselector.repository.s3;

import io.algorithmselector.model.S3Address;
import io.algorithmselector.repository.ModelRepositories;
import io.algorithmselector.repository.RepositoryException;
import io.algorithmselector.repository.cache.ModelCache;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One store with its client, which is made at the first request and shared by all that this opens. Thread-safe; close it when
 * nothing uses it any more.
 */
public final class S3Store implements AutoCloseable {
    private final S3Settings settings;
    private final S3Threads threads;
    private final Optional<BandwidthLimit> limit;
    private @Nullable S3Connection connection;

    public S3Store(S3Settings settings) {
        this.settings = settings;
        this.threads = new S3Threads(settings.parallelDownloads());
        this.limit = Optional.ofNullable(settings.bytesPerSecond())
                .map(bytes -> new BandwidthLimit(bytes, BandwidthLimit.Ticker.SYSTEM));
    }

    /** Repositories in {@code s3://} addresses, whose versions are downloaded into the cache. */
    public ModelRepositories repositories(ModelCache cache) {
        return basePath -> new S3Repository(address(basePath), calls(), threads, cache, origin(basePath));
    }

    /** Single small objects. */
    public S3Objects objects() {
        return new S3Objects(calls());
    }

    private S3Calls calls() {
        return new S3Calls(this::connection, settings, limit);
    }

    private static S3Address address(String basePath) {
        try {
            return S3Address.parse(basePath);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("base path " + e.getMessage(), e);
        }
    }

    /** Two stores may hold buckets of the same name. */
    private String origin(String basePath) {
        return settings.endpoint() == null ? basePath : basePath + " at " + settings.endpoint();
    }

    private synchronized S3Connection connection() throws RepositoryException {
        if (threads.isClosed()) {
            throw new IllegalStateException("the store has been closed");
        }
        if (connection == null) {
            connection = S3Connection.open(settings);
        }
        return connection;
    }

    /** Ends running downloads: whoever waits for one gets a {@link RepositoryException}. */
    @Override
    public synchronized void close() {
        threads.close();
        if (connection != null) {
            connection.close();
        }
    }
}
