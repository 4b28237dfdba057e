package io.algorithmselector.catalog.s3;

import io.algorithmselector.repository.RepositoryException;

/** Reads objects whole; whoever can talk to the store implements it. Thread-safe. */
@FunctionalInterface
public interface ObjectReader {
    /**
     * @param address {@code s3://bucket/key}
     * @param limit in bytes: of a larger object only as many are read
     * @throws RepositoryException of the kind that says what kept it
     */
    byte[] read(String address, int limit) throws RepositoryException;
}
