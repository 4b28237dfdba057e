package io.algorithmselector.engine.tensorflow;

import io.algorithmselector.model.ErrorCode;
import org.tensorflow.exceptions.TFFailedPreconditionException;
import org.tensorflow.exceptions.TFInvalidArgumentException;
import org.tensorflow.exceptions.TFOutOfRangeException;
import org.tensorflow.exceptions.TFPermissionDeniedException;
import org.tensorflow.exceptions.TFResourceExhaustedException;
import org.tensorflow.exceptions.TFUnauthenticatedException;
import org.tensorflow.exceptions.TFUnimplementedException;

/** Why a SavedModel does not load. */
record LoadFailure(ErrorCode code, String reason) {
    /** In TensorFlow's own words. */
    static LoadFailure of(RuntimeException failure) {
        String message = EngineMessage.shorten(String.valueOf(failure.getMessage()));
        return new LoadFailure(code(failure, message), message);
    }

    /** DJL keeps the code as a class, and of some codes not even that. */
    private static ErrorCode code(RuntimeException failure, String message) {
        return switch (failure) {
            case TFInvalidArgumentException e -> ErrorCode.INVALID_ARGUMENT;
            case TFPermissionDeniedException e -> ErrorCode.PERMISSION_DENIED;
            case TFResourceExhaustedException e -> ErrorCode.RESOURCE_EXHAUSTED;
            case TFFailedPreconditionException e -> ErrorCode.FAILED_PRECONDITION;
            case TFOutOfRangeException e -> ErrorCode.OUT_OF_RANGE;
            case TFUnimplementedException e -> ErrorCode.UNIMPLEMENTED;
            case TFUnauthenticatedException e -> ErrorCode.UNAUTHENTICATED;
            default -> message.contains("No such file or directory") ? ErrorCode.NOT_FOUND : ErrorCode.UNKNOWN;
        };
    }
}
