package io.algorithmselector.repository;

/**
 * A version as a listing shows it.
 *
 * @param number the version's number
 * @param revision changes whenever a file of the version does; opaque, comparable within one repository only
 * @param bytes of all its files
 */
public record RepositoryVersion(long number, String revision, long bytes) {}
