package io.algorithmselector.repository.cache;

import io.algorithmselector.repository.ContentManifest;
import io.algorithmselector.repository.FileDigest;
import io.algorithmselector.repository.LocalVersion;
import io.algorithmselector.repository.RepositoryException;
import io.algorithmselector.repository.RepositoryException.Kind;
import io.algorithmselector.repository.RepositoryVersion;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileLockInterruptionException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A folder of downloaded versions, named by their content. Thread-safe; the folder is created, and what dead processes left
 * half done in it is deleted, at the first fetch.
 */
public final class ModelCache {
    private static final String ENTRIES = "entries";
    private static final String PARTIAL = "partial";

    private final Path folder;
    private final CacheIndex index;
    private final Map<String, ReentrantLock> running = new ConcurrentHashMap<>();
    // Digests of the entries that this process has made or read through.
    private final Set<String> verified = ConcurrentHashMap.newKeySet();
    private boolean prepared;

    public ModelCache(Path folder) {
        this.folder = folder;
        this.index = new CacheIndex(folder.resolve("index"));
    }

    /** Brings a version's files. */
    @FunctionalInterface
    public interface Download {
        /**
         * Writes the files below {@code directory}, which is empty, and says what they are.
         *
         * @throws IOException if they cannot be written here
         */
        ContentManifest into(Path directory) throws RepositoryException, IOException, InterruptedException;
    }

    /**
     * The version's files, downloaded unless this content lies here already. Two threads that ask for the same one share a
     * download.
     *
     * @param origin tells repositories apart, across restarts
     */
    public LocalVersion fetch(String origin, RepositoryVersion version, Download download)
            throws RepositoryException, InterruptedException {
        ReentrantLock lock = running.computeIfAbsent(origin + '\n' + version.number(), key -> new ReentrantLock());
        lock.lockInterruptibly();
        try {
            prepare();
            Optional<CacheEntry> present = find(origin, version);
            CacheEntry entry = present.isPresent() ? present.get() : download(origin, version, download);
            return entry.toLocalVersion();
        } catch (ClosedByInterruptException | FileLockInterruptionException e) {
            throw FileDigest.interrupted("in cache " + folder, e);
        } catch (IOException e) {
            throw new RepositoryException(Kind.LOCAL, "cache " + folder + " cannot be used: " + reason(e), e);
        } finally {
            lock.unlock();
        }
    }

    private synchronized void prepare() throws IOException {
        if (!prepared) {
            Files.createDirectories(folder.resolve(ENTRIES));
            PartialFolder.sweep(Files.createDirectories(folder.resolve(PARTIAL)));
            prepared = true;
        }
    }

    private Optional<CacheEntry> find(String origin, RepositoryVersion version)
            throws IOException, InterruptedException {
        Optional<String> digest = index.find(origin, version);
        return digest.isPresent() ? whole(digest.get()) : Optional.empty();
    }

    /** The entry of that name, if it is undamaged: one that this process knows is looked at, any other is read through. */
    private Optional<CacheEntry> whole(String digest) throws IOException, InterruptedException {
        Optional<CacheEntry> entry = CacheEntry.at(folder.resolve(ENTRIES), digest);
        if (entry.isEmpty() || !entry.get().hasRightFiles()) {
            return Optional.empty();
        }
        if (!verified.contains(digest) && !entry.get().hasRightContent()) {
            return Optional.empty();
        }
        verified.add(digest);
        return entry;
    }

    private CacheEntry download(String origin, RepositoryVersion version, Download download)
            throws RepositoryException, IOException, InterruptedException {
        try (PartialFolder partial = PartialFolder.create(folder.resolve(PARTIAL))) {
            Path files = Files.createDirectories(CacheEntry.filesIn(partial.content()));
            ContentManifest manifest = download.into(files);
            CacheEntry.writeManifest(partial.content(), manifest);
            CacheEntry entry = place(partial, manifest);
            index.put(origin, version, entry.digest());
            return entry;
        }
    }

    private CacheEntry place(PartialFolder partial, ContentManifest manifest) throws IOException, InterruptedException {
        Optional<CacheEntry> present = whole(manifest.digest());
        if (present.isPresent()) {
            return present.get();
        }
        Path directory = folder.resolve(ENTRIES).resolve(manifest.digest());
        partial.takeAway(directory);
        if (partial.moveContentTo(directory)) {
            verified.add(manifest.digest());
            return new CacheEntry(directory, manifest);
        }
        // Another process was faster.
        return whole(manifest.digest()).orElseThrow(() -> new IOException(directory + " is damaged"));
    }

    private static String reason(IOException cause) {
        String kind = cause.getClass().getSimpleName();
        return cause.getMessage() == null ? kind : kind + ": " + cause.getMessage();
    }
}
