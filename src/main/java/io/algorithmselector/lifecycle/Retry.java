package io.algorithmselector.lifecycle;

import io.algorithmselector.model.ErrorCode;
import io.algorithmselector.model.Failure;
import io.algorithmselector.model.ServingException;
import io.algorithmselector.repository.RepositoryException;

/** Whether a load that failed is tried again. */
enum Retry {
    /** After a while: the same may succeed. */
    LATER,
    /** After longer and longer: the same may succeed, but each attempt may cost a whole download. */
    SELDOM,
    /** The files are no longer those that were listed: list them again, at once for the first few times in a row. */
    RELIST,
    /** Not before the files or the engine options change: the engine would say the same again. */
    NEVER;

    static Retry after(Throwable thrown) {
        return switch (thrown) {
            case RepositoryException repository -> after(repository.kind());
            case ServingException serving -> after(serving.failure());
            default -> LATER;
        };
    }

    private static Retry after(RepositoryException.Kind kind) {
        return switch (kind) {
            case ABSENT, CHANGED -> RELIST;
            case ACCESS, NETWORK -> LATER;
            case CORRUPT, LOCAL -> SELDOM;
        };
    }

    private static Retry after(Failure failure) {
        return failure instanceof Failure.EngineFailed(ErrorCode code, String _) && !passing(code) ? NEVER : LATER;
    }

    private static boolean passing(ErrorCode code) {
        return code == ErrorCode.RESOURCE_EXHAUSTED
                || code == ErrorCode.UNAVAILABLE
                || code == ErrorCode.ABORTED
                || code == ErrorCode.DEADLINE_EXCEEDED; // a busy machine, a cold first call
    }
}
