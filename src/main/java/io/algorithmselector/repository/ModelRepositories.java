package io.algorithmselector.repository;

/** Opens the repository at a base path, whichever kind of store the path names. Thread-safe. */
public interface ModelRepositories {
    ModelRepository open(String basePath) throws RepositoryException;
}
