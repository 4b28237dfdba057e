package io.algorithmselector.catalog.s3;

import io.algorithmselector.repository.RepositoryException;

/** Reads a small object whole; whoever can talk to the store implements it. Thread-safe. */
@FunctionalInterface
public interface ObjectReader {
    /**
     * @param address {@code s3://bucket/key}
     * @throws RepositoryException of the kind that says what kept it; the message names bucket and key
     */
    byte[] read(String address) throws RepositoryException;
}
