/**
 * Versions of remote repositories on this machine's disk.
 *
 * <p>Layout below the cache's folder:
 *
 * <pre>
 * entries/&lt;digest&gt;/files/…      a version's files
 * entries/&lt;digest&gt;/manifest     what they are; its SHA-256 is the entry's name
 * index/&lt;origin&gt;/&lt;number&gt;        which entry holds the content that a version had when it was last fetched
 * partial/&lt;random&gt;/             a download that has not ended, or has been given up
 * partial/&lt;random&gt;.lock         locked while the process that downloads lives
 * </pre>
 *
 * <p>Invariant: an entry appears whole, by one rename, or not at all, and is never changed. Nothing is flushed to the disk by
 * force, which costs more than the download when the store is near; instead an entry that another process left behind is
 * read and compared with its manifest before it is used for the first time, so that neither a power cut nor a failing disk can
 * pass off damaged files as a model. Several processes may share a folder. Start with
 * {@link io.algorithmselector.repository.cache.ModelCache}.
 */
@NullMarked
package io.algorithmselector.repository.cache;

import org.jspecify.annotations.NullMarked;
