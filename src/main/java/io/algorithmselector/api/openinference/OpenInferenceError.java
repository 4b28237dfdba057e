package io.algorithmselector.api.openinference;

import io.algorithmselector.api.transport.ApiError;
import io.algorithmselector.model.ErrorCode;
import io.algorithmselector.model.Failure;

/** Failures in the codes and words of the Open Inference Protocol's servers, Triton's where they differ. */
final class OpenInferenceError {
    private OpenInferenceError() {}

    static ApiError of(Failure failure) {
        return switch (failure) {
            case Failure.ModelNotFound f -> error(ErrorCode.NOT_FOUND, unknown(f.model(), "is not found"));
            case Failure.VersionNotFound f ->
                error(ErrorCode.NOT_FOUND, version(f.model(), f.version(), "is not found"));
            case Failure.LabelNotFound f ->
                error(ErrorCode.NOT_FOUND, unknown(f.model(), "label " + Echo.of(f.label()) + " is not found"));
            case Failure.VersionNotAvailable f ->
                error(ErrorCode.UNAVAILABLE, version(f.model(), f.version(), "is not at ready state"));
            case Failure.LabelNotAvailable f ->
                error(
                        ErrorCode.UNAVAILABLE,
                        unknown(f.model(), "label " + Echo.of(f.label()) + " is not at ready state"));
            case Failure.NothingAvailable f ->
                error(ErrorCode.UNAVAILABLE, unknown(f.model(), "has no available versions"));
            case Failure.SignatureNotFound f ->
                error(
                        ErrorCode.INVALID_ARGUMENT,
                        "version " + f.version() + " of model " + Echo.of(f.model()) + " has no signature '"
                                + Echo.of(f.signature()) + "'");
            case Failure.InvalidInput f -> error(ErrorCode.INVALID_ARGUMENT, f.message());
            case Failure.TooLarge f -> new ApiError(ErrorCode.RESOURCE_EXHAUSTED, 413, f.message());
            case Failure.DeadlineExceeded f -> error(ErrorCode.DEADLINE_EXCEEDED, f.message());
            case Failure.AtLimit f -> error(ErrorCode.RESOURCE_EXHAUSTED, f.message());
            case Failure.Unavailable f -> error(ErrorCode.UNAVAILABLE, f.message());
            case Failure.PermissionDenied f -> error(ErrorCode.PERMISSION_DENIED, f.message());
            case Failure.Unsupported f -> error(ErrorCode.UNIMPLEMENTED, f.message());
            case Failure.EngineFailed f -> error(f.code(), f.message());
            case Failure.Internal f -> error(ErrorCode.INTERNAL, f.message());
        };
    }

    private static String version(String model, long version, String what) {
        return unknown(model, "version " + version + " " + what);
    }

    /** Triton's words, on which clients match, also for what is known but not ready. */
    private static String unknown(String model, String what) {
        return "Request for unknown model: '" + Echo.of(model) + "' " + what;
    }

    private static ApiError error(ErrorCode code, String text) {
        return new ApiError(code, httpStatus(code), text);
    }

    private static int httpStatus(ErrorCode code) {
        return switch (code) {
            case INVALID_ARGUMENT, FAILED_PRECONDITION, OUT_OF_RANGE -> 400;
            case UNAUTHENTICATED -> 401;
            case PERMISSION_DENIED -> 403;
            case NOT_FOUND -> 404;
            case ALREADY_EXISTS, ABORTED -> 409;
            case CANCELLED -> 499;
            case UNKNOWN, INTERNAL, DATA_LOSS -> 500;
            case UNIMPLEMENTED -> 501;
            // where the TensorFlow Serving API answers 429, this protocol has 503
            case UNAVAILABLE, RESOURCE_EXHAUSTED -> 503;
            case DEADLINE_EXCEEDED -> 504;
        };
    }
}
