package io.algorithmselector.repository;

import java.nio.file.Path;

/**
 * A version on this machine's disk, kept there until this is closed.
 *
 * @param directory holds {@code saved_model.pb}; read-only to whoever gets it
 * @param digest SHA-256 of the content, 64 hexadecimal digits: equal for equal files, wherever they came from
 * @param bytes of all its files
 * @param hold lets the files go; may be closed more than once
 */
public record LocalVersion(Path directory, String digest, long bytes, Hold hold) implements AutoCloseable {
    /** What keeps the files where they are. Thread-safe. */
    @FunctionalInterface
    public interface Hold extends AutoCloseable {
        /** For files that nobody takes away. */
        Hold NONE = () -> {};

        @Override
        void close();
    }

    /** Files that lie there whatever happens. */
    public LocalVersion(Path directory, String digest, long bytes) {
        this(directory, digest, bytes, Hold.NONE);
    }

    @Override
    public void close() {
        hold.close();
    }
}
