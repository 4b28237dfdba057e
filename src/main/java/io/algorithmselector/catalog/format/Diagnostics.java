package io.algorithmselector.catalog.format;

import io.algorithmselector.catalog.CatalogueException;
import java.util.function.Supplier;

/**
 * How an error in a file is told.
 *
 * @param source the file's path or address
 * @param context begins each reason, such as {@code model m: }; empty at the top of a file
 */
record Diagnostics(String source, String context) {
    Diagnostics(String source) {
        this(source, "");
    }

    Diagnostics ofModel(String name) {
        return new Diagnostics(source, "model " + name + ": ");
    }

    /** @param line from 1; 0 stands for the whole file */
    CatalogueException invalid(int line, String reason) {
        return CatalogueException.invalid(source, line, context + reason);
    }

    /** Creates a value that checks itself; what it objects to is an error of that line. */
    <T> T at(int line, Supplier<T> creation) throws CatalogueException {
        try {
            return creation.get();
        } catch (IllegalArgumentException e) {
            throw invalid(line, String.valueOf(e.getMessage()));
        }
    }

    /** As {@link #at}, for a check. */
    void check(int line, Runnable check) throws CatalogueException {
        at(line, () -> {
            check.run();
            return true;
        });
    }
}
