/**
 * Versions of remote repositories on this machine's disk.
 *
 * <p>Layout below the cache's folder:
 *
 * <pre>
 * entries/&lt;digest&gt;/files/…         a version's files
 * entries/&lt;digest&gt;/manifest        what they are; its SHA-256 is the entry's name; the folder's time is that of its last use
 * index/&lt;origin&gt;/&lt;number&gt;           which entry holds the content that a version had when it was last fetched
 * listed/&lt;origin&gt;                which versions the origin held when it was last listed
 * partial/&lt;version&gt;/version         a download that has not ended: what of (origin, number, revision, bytes), …
 * partial/&lt;version&gt;/arrived         … which parts of it have been written, …
 * partial/&lt;version&gt;/content/files/… … and the files
 * partial/&lt;random&gt;/                 an entry that is being deleted
 * locks/all                        locked while anything but a download's files changes
 * locks/entry-&lt;digest&gt;             locked, and shared, while a process uses the entry
 * locks/partial-&lt;version&gt;          locked while the process that downloads lives
 * </pre>
 *
 * <p>Invariants:
 *
 * <ul>
 *   <li>An entry appears whole, by one rename, or not at all; it goes by one rename, and not while anybody holds it. It is changed only
 *       if it is damaged and held: then right files take the place of its files, one by one.
 *   <li>With a limit, the files of entries and downloads, those still to come included, never exceed it together.
 *   <li>A process may be killed at any point. What it leaves is a download that the next fetch of the same revision goes on with, whose
 *       recorded parts are read and compared first; or one that is beyond use, an entry without an index file, and lock files without
 *       content, which are reused or deleted when the next download begins. What was given up is kept for a day, 10 GiB of it at most, and
 *       goes first when there is need of room.
 * </ul>
 *
 * <p>No version is flushed to the disk by force, which costs more than the download when the store is near; instead an entry that another
 * process left behind is read and compared with its manifest before it is used for the first time, so that neither a power cut nor a
 * failing disk can pass off damaged files as a model. Several processes may share a folder, if its file system has locks. Start with
 * {@link io.algorithmselector.repository.cache.ModelCache}.
 */
@NullMarked
package io.algorithmselector.repository.cache;

import org.jspecify.annotations.NullMarked;
