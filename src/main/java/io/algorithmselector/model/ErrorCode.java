package io.algorithmselector.model;

/**
 * The canonical error codes that TensorFlow and gRPC share, for what an engine or a store reports and a model version's
 * status shows. The numbers are those of {@code tensorflow.error.Code} and of gRPC.
 */
public enum ErrorCode {
    CANCELLED(1),
    UNKNOWN(2),
    INVALID_ARGUMENT(3),
    DEADLINE_EXCEEDED(4),
    NOT_FOUND(5),
    ALREADY_EXISTS(6),
    PERMISSION_DENIED(7),
    RESOURCE_EXHAUSTED(8),
    FAILED_PRECONDITION(9),
    ABORTED(10),
    OUT_OF_RANGE(11),
    UNIMPLEMENTED(12),
    INTERNAL(13),
    UNAVAILABLE(14),
    DATA_LOSS(15),
    UNAUTHENTICATED(16);

    private final int number;

    ErrorCode(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }

    /** The code of that number; {@link #UNKNOWN} for a number that is none. */
    public static ErrorCode ofNumber(int number) {
        return number >= 1 && number <= values().length ? values()[number - 1] : UNKNOWN;
    }
}
