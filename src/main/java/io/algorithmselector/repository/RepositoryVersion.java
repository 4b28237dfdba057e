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
    /** In place of the revision of a version whose files cannot be looked at. */
    private static final String UNREADABLE = "unreadable";

    /** Whose upload has ended. */
    public RepositoryVersion(long number, String revision, long bytes) {
        this(number, revision, bytes, new Upload.Complete());
    }

    /** One that lies there, and whose files cannot be looked at: fetching it says why. */
    public static RepositoryVersion unreadable(long number) {
        return new RepositoryVersion(number, UNREADABLE, 0);
    }

    /** Whether its revision tells something of its files. */
    public boolean readable() {
        return !revision.equals(UNREADABLE);
    }

    public boolean complete() {
        return upload instanceof Upload.Complete;
    }
}
