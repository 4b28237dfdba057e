package io.algorithmselector.repository;

/**
 * A version as a listing shows it.
 *
 * @param number the version's number
 * @param revision changes whenever a file of the version does; opaque, comparable within one repository only
 * @param bytes of all its files
 * @param upload whether all its files are there
 */
public record RepositoryVersion(long number, String revision, long bytes, Upload upload) {
    /** Whose upload has ended. */
    public RepositoryVersion(long number, String revision, long bytes) {
        this(number, revision, bytes, new Upload.Complete());
    }

    public boolean complete() {
        return upload instanceof Upload.Complete;
    }
}
