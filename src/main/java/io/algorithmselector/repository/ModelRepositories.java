package io.algorithmselector.repository;

/** From a base path to the repository below it. Thread-safe. */
@FunctionalInterface
public interface ModelRepositories {
    /**
     * Opens no connection and no file: whether anything is there, {@link ModelRepository#list} finds out.
     *
     * @param basePath {@code s3://bucket/prefix} or an absolute path
     * @throws IllegalArgumentException if this is not an address it can open; the message names it
     */
    ModelRepository open(String basePath);
}
