package io.algorithmselector.api.json;

import java.io.Serial;

/** A well-formed value that does not fit where it stands; whoever knows the place turns it into the request's failure. */
final class UnexpectedValue extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    UnexpectedValue(String reason) {
        super(reason, null, false, false);
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
