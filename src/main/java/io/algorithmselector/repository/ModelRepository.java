package io.algorithmselector.repository;

import java.util.NavigableMap;

/** The versions below one base path. Thread-safe. */
public interface ModelRepository {
    /** The base path, for messages. */
    String basePath();

    /**
     * The versions that lie here now, by number: folders whose name is a number (a leading zero makes it none) and that hold
     * {@code saved_model.pb} ({@code saved_model.pbtxt} is not served). Empty if the base path exists and holds none.
     *
     * @throws RepositoryException if the base path is absent, refused, or cannot be reached
     */
    NavigableMap<Long, RepositoryVersion> list() throws RepositoryException;

    /**
     * Makes a listed version a local directory; blocks while it is copied.
     *
     * @throws RepositoryException with {@link RepositoryException.Kind#CHANGED} if the files are no longer those that
     *     were listed: list again
     * @throws InterruptedException if the thread was interrupted; nothing is left behind
     */
    LocalVersion fetch(RepositoryVersion version) throws RepositoryException, InterruptedException;
}
