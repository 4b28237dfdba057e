package io.algorithmselector.api.tensorflow;

import io.algorithmselector.api.transport.ApiError;
import io.algorithmselector.inference.Transport;
import io.algorithmselector.model.ErrorCode;
import io.algorithmselector.model.Failure;

/**
 * Failures in TensorFlow Serving's codes and words; clients match on some of the texts. The codes are the same on both
 * transports, but for an unknown signature, where TensorFlow Serving's own differ.
 */
final class TensorflowError {
    private TensorflowError() {}

    /** Why an inference request has no answer. */
    static ApiError of(Failure failure, Transport transport) {
        return switch (failure) {
            case Failure.ModelNotFound f -> error(ErrorCode.NOT_FOUND, notServable("Latest(" + f.model() + ")"));
            case Failure.VersionNotFound f -> error(ErrorCode.NOT_FOUND, notServable(f.model(), f.version()));
            case Failure.VersionNotAvailable f -> error(ErrorCode.NOT_FOUND, notServable(f.model(), f.version()));
            case Failure.LabelNotFound f ->
                error(ErrorCode.INVALID_ARGUMENT, "Unrecognized servable version label: " + f.label());
            case Failure.LabelNotAvailable f -> error(ErrorCode.UNAVAILABLE, f.message());
            case Failure.NothingAvailable f -> error(ErrorCode.UNAVAILABLE, f.message());
            case Failure.SignatureNotFound f -> signatureNotFound(f.signature(), transport);
            case Failure.InvalidInput f -> error(ErrorCode.INVALID_ARGUMENT, f.message());
            case Failure.TooLarge f -> new ApiError(ErrorCode.RESOURCE_EXHAUSTED, 413, f.message());
            case Failure.PermissionDenied f -> error(ErrorCode.PERMISSION_DENIED, f.message());
            case Failure.DeadlineExceeded f -> error(ErrorCode.DEADLINE_EXCEEDED, f.message());
            case Failure.Unavailable f -> error(ErrorCode.UNAVAILABLE, f.message());
            case Failure.AtLimit f -> error(ErrorCode.RESOURCE_EXHAUSTED, f.message());
            case Failure.Unsupported f -> error(ErrorCode.UNIMPLEMENTED, f.message());
            case Failure.EngineFailed f -> error(f.code(), f.message());
            case Failure.Internal f -> error(ErrorCode.INTERNAL, f.message());
        };
    }

    /** Why a request for the states of versions has no answer: other words for what is not there. */
    static ApiError ofStatus(Failure failure, Transport transport) {
        if (failure instanceof Failure.ModelNotFound(String model)) {
            return error(ErrorCode.NOT_FOUND, "Could not find any versions of model " + model);
        }
        if (failure instanceof Failure.VersionNotFound(String model, long version)) {
            return error(ErrorCode.NOT_FOUND, "Could not find version " + version + " of model " + model);
        }
        return of(failure, transport);
    }

    private static ApiError error(ErrorCode code, String text) {
        return new ApiError(code, httpStatus(code), text);
    }

    private static ApiError signatureNotFound(String signature, Transport transport) {
        return switch (transport) {
            case REST ->
                error(
                        ErrorCode.INVALID_ARGUMENT,
                        "Serving signature name: \"" + signature + "\" not found in signature def");
            case GRPC -> error(ErrorCode.FAILED_PRECONDITION, "Serving signature key \"" + signature + "\" not found.");
        };
    }

    private static String notServable(String model, long version) {
        return notServable("Specific(" + model + ", " + version + ")");
    }

    private static String notServable(String request) {
        return "Servable not found for request: " + request;
    }

    private static int httpStatus(ErrorCode code) {
        return switch (code) {
            case INVALID_ARGUMENT, FAILED_PRECONDITION, OUT_OF_RANGE -> 400;
            case UNAUTHENTICATED -> 401;
            case PERMISSION_DENIED -> 403;
            case NOT_FOUND -> 404;
            case ALREADY_EXISTS, ABORTED -> 409;
            case RESOURCE_EXHAUSTED -> 429;
            case CANCELLED -> 499;
            case UNKNOWN, INTERNAL, DATA_LOSS -> 500;
            case UNIMPLEMENTED -> 501;
            case UNAVAILABLE -> 503;
            case DEADLINE_EXCEEDED -> 504;
        };
    }
}
