package io.algorithmselector.repository;

import java.util.Collections;
import java.util.NavigableMap;
import java.util.function.LongConsumer;

/** The versions below one base path. Thread-safe. */
public interface ModelRepository {
    /** The base path, for messages. */
    String basePath();

    /**
     * The versions that lie here now, by number: folders whose name is a number (a leading zero makes it none) and that hold
     * {@code saved_model.pb} ({@code saved_model.pbtxt} is not served). Empty if the base path exists and holds none.
     *
     * @param rule by which each is told to be complete or not
     * @throws RepositoryException if the base path is absent, refused, or cannot be reached
     */
    NavigableMap<Long, RepositoryVersion> list(UploadRule rule) throws RepositoryException;

    /**
     * The versions that can be fetched while the base path cannot be reached: by number, of those that the listing that succeeded
     * last has shown, in this life or an earlier one, the ones that lie here as it showed them. Asks nobody but this machine's disk.
     */
    default NavigableMap<Long, RepositoryVersion> cached() {
        return Collections.emptyNavigableMap();
    }

    /**
     * Makes a listed version a local directory; blocks while it is copied. Whoever calls closes what is returned once the files are
     * no longer needed.
     *
     * @throws RepositoryException with {@link RepositoryException.Kind#CHANGED} if the files are no longer those that
     *     were listed: list again
     * @throws InterruptedException if the thread was interrupted; what has arrived may be kept for the next fetch of the same revision
     */
    default LocalVersion fetch(RepositoryVersion version) throws RepositoryException, InterruptedException {
        return fetch(version, bytes -> {});
    }

    /**
     * As {@link #fetch(RepositoryVersion)}.
     *
     * @param downloaded hears, in any thread and while they come, of the bytes that a remote store sends, whatever becomes of them
     */
    LocalVersion fetch(RepositoryVersion version, LongConsumer downloaded)
            throws RepositoryException, InterruptedException;

    /**
     * To be asked once a version that was fetched has been read: where it lies where others write, they may have written meanwhile.
     *
     * @throws RepositoryException with {@link RepositoryException.Kind#CHANGED} if what was read may be of other files
     */
    default void requireUnchanged(RepositoryVersion version) throws RepositoryException {}
}
