package io.algorithmselector.catalog;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** No catalogue could be read; the message holds the file or address, the line where there is one, and the reason. */
public final class CatalogueException extends Exception {
    @Serial
    private static final long serialVersionUID = 1;

    private final boolean retryable;

    private CatalogueException(String message, boolean retryable, @Nullable Throwable cause) {
        super(message, cause);
        this.retryable = retryable;
    }

    /** The content is wrong; {@code line} counts from 1, 0 stands for the whole file. */
    public static CatalogueException invalid(String source, int line, String reason) {
        String place = line > 0 ? source + ", line " + line : source;
        return new CatalogueException("catalogue " + place + ": " + reason, false, null);
    }

    /** There is no such file or object, or it may not be read: trying again does not help. */
    public static CatalogueException missing(String source, String reason, @Nullable Throwable cause) {
        return new CatalogueException("catalogue " + source + ": " + reason, false, cause);
    }

    /** The store did not answer: it is worth trying again. */
    public static CatalogueException unreachable(String source, String reason, @Nullable Throwable cause) {
        return new CatalogueException("catalogue " + source + ": " + reason, true, cause);
    }

    /** Whether the same read may succeed later without anybody changing the catalogue. */
    public boolean retryable() {
        return retryable;
    }
}
