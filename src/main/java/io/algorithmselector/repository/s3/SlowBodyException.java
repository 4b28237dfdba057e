package io.algorithmselector.repository.s3;

import io.algorithmselector.model.S3Address;
import java.io.IOException;
import java.io.Serial;
import java.time.Duration;

/** A body that trickles: never silent for long, and never done. */
final class SlowBodyException extends IOException {
    @Serial
    private static final long serialVersionUID = 1;

    SlowBodyException(S3Address source, long bytes, Duration time) {
        super(source + ": only " + bytes + " bytes of the body arrived in " + time.toMillis() + " ms");
    }
}
