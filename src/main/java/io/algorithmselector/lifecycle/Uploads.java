package io.algorithmselector.lifecycle;

import io.algorithmselector.catalog.ModelConfig;
import io.algorithmselector.lifecycle.VersionStatus.Cause;
import io.algorithmselector.model.ErrorCode;
import io.algorithmselector.repository.RepositoryVersion;
import io.algorithmselector.repository.Upload;
import java.time.Duration;
import java.util.Collection;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What uploads that have not ended mean for a version's status, and for the next look. Pure. */
final class Uploads {
    /** A file that changes all the time is no reason to ask all the time. */
    private static final Duration SHORTEST_WAIT = Duration.ofMillis(100);

    private Uploads() {}

    /**
     * Why a version is not loaded yet; the same words for the same reason, however much time is left.
     *
     * @return null if its upload has ended
     */
    static @Nullable Cause cause(RepositoryVersion version, Duration settleTime) {
        return switch (version.upload()) {
            case Upload.Complete() -> null;
            case Upload.Incomplete(String missing) -> cause(version, missing + " is missing");
            case Upload.Settling(Duration _) -> cause(version, "a file changed less than " + text(settleTime) + " ago");
        };
    }

    private static Cause cause(RepositoryVersion version, String reason) {
        return new Cause(ErrorCode.UNAVAILABLE, "version " + version.number() + " is still being uploaded: " + reason);
    }

    private static String text(Duration duration) {
        return duration.toMillisPart() == 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
    }

    /**
     * When the first of those that miss nothing will be complete, if nothing changes.
     *
     * @param config by which only those count that are wanted once they are complete
     * @return empty if there is none
     */
    static Optional<Duration> settled(Collection<RepositoryVersion> versions, ModelConfig config) {
        NavigableSet<Long> complete = versions.stream()
                .filter(RepositoryVersion::complete)
                .map(RepositoryVersion::number)
                .collect(Collectors.toCollection(TreeSet::new));
        return versions.stream()
                .flatMap(version -> version.upload() instanceof Upload.Settling(Duration remaining)
                                && wantedOnceComplete(version.number(), complete, config)
                        ? Stream.of(remaining)
                        : Stream.empty())
                .min(Duration::compareTo)
                .map(remaining -> remaining.compareTo(SHORTEST_WAIT) < 0 ? SHORTEST_WAIT : remaining);
    }

    private static boolean wantedOnceComplete(long number, NavigableSet<Long> complete, ModelConfig config) {
        NavigableSet<Long> then = new TreeSet<>(complete);
        then.add(number);
        return config.wanted(then).contains(number);
    }
}
