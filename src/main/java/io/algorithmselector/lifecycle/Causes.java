package io.algorithmselector.lifecycle;

import io.algorithmselector.lifecycle.VersionStatus.Cause;
import io.algorithmselector.model.ErrorCode;
import io.algorithmselector.model.Failure;
import io.algorithmselector.model.ServingException;
import io.algorithmselector.repository.RepositoryException;

/** Puts what repositories and engines throw into the words of a version's status. */
final class Causes {
    private Causes() {}

    static Cause of(Throwable thrown) {
        return switch (thrown) {
            case RepositoryException repository -> new Cause(code(repository.kind()), text(repository));
            case ServingException serving -> new Cause(code(serving.failure()), text(serving));
            case InterruptedException _ -> new Cause(ErrorCode.CANCELLED, "interrupted: the server is stopping");
            case OutOfMemoryError memory -> new Cause(ErrorCode.RESOURCE_EXHAUSTED, memory.toString());
            default -> new Cause(ErrorCode.INTERNAL, thrown.toString());
        };
    }

    /** Whether a human can only make something of it together with where it was thrown. */
    static boolean isDefect(Throwable thrown) {
        return switch (thrown) {
            case RepositoryException _, ServingException _, InterruptedException _, OutOfMemoryError _ -> false;
            default -> true;
        };
    }

    static ErrorCode code(RepositoryException.Kind kind) {
        return switch (kind) {
            case ABSENT -> ErrorCode.NOT_FOUND;
            case ACCESS -> ErrorCode.PERMISSION_DENIED;
            case NETWORK -> ErrorCode.UNAVAILABLE;
            case CHANGED -> ErrorCode.ABORTED;
            case CORRUPT -> ErrorCode.DATA_LOSS;
            case LOCAL -> ErrorCode.INTERNAL;
        };
    }

    private static ErrorCode code(Failure failure) {
        return failure instanceof Failure.EngineFailed(ErrorCode code, String _) ? code : ErrorCode.INTERNAL;
    }

    private static String text(Throwable thrown) {
        String message = thrown.getMessage();
        return message == null ? thrown.toString() : message;
    }
}
