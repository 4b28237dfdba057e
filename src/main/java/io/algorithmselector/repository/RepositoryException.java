package io.algorithmselector.repository;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A repository could not do what was asked; the message names the address (bucket and key, or path) and the cause. */
public final class RepositoryException extends Exception {
    @Serial
    private static final long serialVersionUID = 1;

    /** What kept it. */
    public enum Kind {
        /** The credentials are missing, wrong, or not allowed to. */
        ACCESS,
        /** There is no such bucket, folder, version or file. */
        ABSENT,
        /** No answer, or one that says "later". */
        NETWORK,
        /** The files changed between listing and fetching. */
        CHANGED,
        /** What arrived is not what the store says it holds. */
        CORRUPT,
        /** This machine's disk: full, read-only, or broken. */
        LOCAL
    }

    private final Kind kind;

    public RepositoryException(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
