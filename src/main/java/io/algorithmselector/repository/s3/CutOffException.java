package io.algorithmselector.repository.s3;

import io.algorithmselector.model.S3Address;
import java.io.IOException;
import java.io.Serial;

/** A body that ended early, as if that were all. */
final class CutOffException extends IOException {
    @Serial
    private static final long serialVersionUID = 1;

    CutOffException(S3Address source, long bytes, long expected) {
        super(source + ": the body ended after " + bytes + " of " + expected + " bytes");
    }
}
