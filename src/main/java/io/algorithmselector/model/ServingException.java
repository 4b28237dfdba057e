package io.algorithmselector.model;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** Carries a {@link Failure} to whoever answers. Without a stack trace: most are the caller's mistakes, and frequent. */
public final class ServingException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    private final transient Failure failure;

    public ServingException(Failure failure) {
        this(failure, null);
    }

    public ServingException(Failure failure, @Nullable Throwable cause) {
        super(failure.message(), cause, false, false);
        this.failure = failure;
    }

    public static ServingException invalidInput(String message) {
        return new ServingException(new Failure.InvalidInput(message));
    }

    public Failure failure() {
        return failure;
    }
}
