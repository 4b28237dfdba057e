package io.algorithmselector.lifecycle;

import io.algorithmselector.model.EngineOptions;
import io.algorithmselector.repository.RepositoryVersion;

/**
 * From what a version is loaded, and how; another source means that it is to be loaded afresh.
 *
 * @param basePath where {@code listed} was listed: revisions of two repositories cannot be compared
 */
record Source(String basePath, RepositoryVersion listed, EngineOptions engine) {}
