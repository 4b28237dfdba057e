package io.algorithmselector.repository;

import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets the versions of one repository settle by what this process has seen of them: one that has looked the same for the settle
 * time is complete, whatever its files' dates and the clocks say. Without it a file that is dated in the future, because a
 * clock was put back, would never settle. Remembers only what is settling. Thread-safe.
 */
public final class SettlingVersions {
    private final LongSupplier nanoTime;
    private final Map<Long, Seen> settling = new HashMap<>();

    /** @param since when a listing had shown it so */
    private record Seen(String revision, long since) {}

    public SettlingVersions() {
        this(System::nanoTime);
    }

    SettlingVersions(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** To be taken before a listing begins: what it shows is not older. */
    public long beforeListing() {
        return nanoTime.getAsLong();
    }

    /**
     * What was listed, with those complete that have settled here.
     *
     * @param began {@link #beforeListing} of this listing
     * @param listed all of the repository's versions, as they are by their files' dates
     */
    public synchronized NavigableMap<Long, RepositoryVersion> after(
            long began, NavigableMap<Long, RepositoryVersion> listed, UploadRule rule) {
        long now = nanoTime.getAsLong();
        settling.keySet().removeIf(number -> !isSettling(listed.get(number)));
        NavigableMap<Long, RepositoryVersion> versions = new TreeMap<>();
        listed.forEach((number, version) -> versions.put(number, looked(began, now, version, rule)));
        return Collections.unmodifiableNavigableMap(versions);
    }

    private static boolean isSettling(@Nullable RepositoryVersion version) {
        return version != null && version.upload() instanceof Upload.Settling;
    }

    private RepositoryVersion looked(long began, long now, RepositoryVersion version, UploadRule rule) {
        return switch (version.upload()) {
            case Upload.Complete _, Upload.Incomplete _ -> version;
            case Upload.Settling(Duration byDates) -> {
                Duration unchanged = Duration.ofNanos(Math.max(0, began - since(version, now)));
                Duration bySight = rule.settleTime().minus(unchanged);
                Duration remaining = byDates.compareTo(bySight) < 0 ? byDates : bySight;
                Upload upload = remaining.isPositive() ? new Upload.Settling(remaining) : new Upload.Complete();
                yield new RepositoryVersion(version.number(), version.revision(), version.bytes(), upload);
            }
        };
    }

    private long since(RepositoryVersion version, long now) {
        Seen seen = settling.compute(
                version.number(),
                (number, before) -> before != null && before.revision().equals(version.revision())
                        ? before
                        : new Seen(version.revision(), now));
        return seen.since();
    }
}
