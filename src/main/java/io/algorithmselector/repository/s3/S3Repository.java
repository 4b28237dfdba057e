package io.algorithmselector.repository.s3;

import io.algorithmselector.model.S3Address;
import io.algorithmselector.repository.LocalVersion;
import io.algorithmselector.repository.ModelRepository;
import io.algorithmselector.repository.RepositoryException;
import io.algorithmselector.repository.RepositoryException.Kind;
import io.algorithmselector.repository.RepositoryVersion;
import io.algorithmselector.repository.SettlingVersions;
import io.algorithmselector.repository.UploadCheck;
import io.algorithmselector.repository.UploadRule;
import io.algorithmselector.repository.cache.ModelCache;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.LongConsumer;

/** The versions below one prefix of a bucket. */
final class S3Repository implements ModelRepository {
    private final S3Address base;
    private final S3Calls calls;
    private final S3Listing listing;
    private final S3Threads threads;
    private final ModelCache cache;
    private final String origin;
    private final SettlingVersions settling = new SettlingVersions();

    /** @param origin tells this repository from all others in the cache */
    S3Repository(S3Address base, S3Calls calls, S3Threads threads, ModelCache cache, String origin) {
        this.base = base;
        this.calls = calls;
        this.listing = new S3Listing(calls);
        this.threads = threads;
        this.cache = cache;
        this.origin = origin;
    }

    @Override
    public String basePath() {
        return base.toString();
    }

    @Override
    public NavigableMap<Long, RepositoryVersion> list(UploadRule rule) throws RepositoryException {
        try {
            return listedNow(rule);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RepositoryException(Kind.NETWORK, base + ": interrupted while it was listed", e);
        }
    }

    /** That nothing is there is noted as well as what is. */
    private NavigableMap<Long, RepositoryVersion> listedNow(UploadRule rule)
            throws RepositoryException, InterruptedException {
        long began = settling.beforeListing();
        try {
            NavigableMap<Long, RepositoryVersion> versions =
                    settling.after(began, byDates(listing.versions(base), rule), rule);
            cache.listed(origin, versions.values());
            return versions;
        } catch (RepositoryException e) {
            if (e.kind() == Kind.ABSENT) {
                cache.listed(origin, List.of());
            }
            throw e;
        }
    }

    private static NavigableMap<Long, RepositoryVersion> byDates(S3Listing.Versions listed, UploadRule rule) {
        UploadCheck check = new UploadCheck(rule, listed.at());
        NavigableMap<Long, RepositoryVersion> versions = new TreeMap<>();
        for (StoredVersion version : listed.byNumber().values()) {
            if (version.holdsModel()) {
                versions.put(version.number(), version.toRepositoryVersion(check));
            }
        }
        return versions;
    }

    @Override
    public NavigableMap<Long, RepositoryVersion> cached() {
        return cache.cached(origin);
    }

    /**
     * Lists the version's own objects afresh, one request more than a download needs, so that nothing has to be remembered
     * between a listing and a download that may come much later. Asks the store nothing if the cache holds this revision. A download that was
     * cut off goes on where it was.
     */
    @Override
    public LocalVersion fetch(RepositoryVersion version, LongConsumer downloaded)
            throws RepositoryException, InterruptedException {
        return cache.fetch(origin, version, (directory, arrived) -> {
            StoredVersion now = listed(version.number());
            if (!now.revision().equals(version.revision())) {
                throw new RepositoryException(
                        Kind.CHANGED, now.address() + ": the version has changed since it was listed", null);
            }
            try (Transfers transfers = threads.download()) {
                return new S3Download(calls, transfers, arrived, downloaded).into(directory, now);
            }
        });
    }

    /** Not in the caller's thread, which an interrupt would not get out of it. */
    private StoredVersion listed(long number) throws RepositoryException, InterruptedException {
        try (Transfers transfers = threads.request()) {
            return transfers.await(transfers.submit(() -> listing.version(base, number)));
        }
    }
}
