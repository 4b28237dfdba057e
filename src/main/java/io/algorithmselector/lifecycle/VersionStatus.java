package io.algorithmselector.lifecycle;

import io.algorithmselector.model.ErrorCode;
import io.algorithmselector.model.VersionId;
import org.jspecify.annotations.Nullable;

/**
 * One version's state.
 *
 * @param error why it ended, or why the last attempt to load it failed; null if nothing went wrong
 */
public record VersionStatus(
        VersionId id, State state, @Nullable Cause error) {
    /** A reason in the words that TensorFlow Serving's status uses. */
    public record Cause(ErrorCode code, String message) {}
}
