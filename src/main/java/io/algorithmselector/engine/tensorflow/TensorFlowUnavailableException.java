package io.algorithmselector.engine.tensorflow;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** TensorFlow cannot be started in this process; the message says why and, for missing libraries, where they were sought. */
public final class TensorFlowUnavailableException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    TensorFlowUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
