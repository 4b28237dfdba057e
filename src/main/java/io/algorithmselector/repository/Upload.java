package io.algorithmselector.repository;

import java.time.Duration;

/** How far the upload of a version has come, by an {@link UploadRule}; immutable. */
public sealed interface Upload {
    /** It has ended: the version may be fetched. */
    record Complete() implements Upload {}

    /**
     * Nothing is missing, but a file has changed a moment ago.
     *
     * @param remaining how long nothing may change from now on for it to be complete; positive
     */
    record Settling(Duration remaining) implements Upload {}

    /**
     * Something is missing.
     *
     * @param missing the name of the first file that is, relative to the version's folder; with {@code *} in place of shards'
     *     numbers that nothing tells; {@code a newer <marker>} if the marker is there, but older than another file
     */
    record Incomplete(String missing) implements Upload {}
}
