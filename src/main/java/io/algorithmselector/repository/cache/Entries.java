package io.algorithmselector.repository.cache;

import io.algorithmselector.repository.ContentManifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * The versions' content. The lock of an entry is shared by all that use it. Unless said otherwise, whoever calls holds the
 * {@link CacheLock}.
 */
final class Entries {
    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");
    private static final String LOCK = "entry-";

    private final Path parent;
    private final Path locks;
    private final PartialFolders partials;
    // The identities of the entries that this process has made or read through, by their digests.
    private final Map<String, String> verified = new ConcurrentHashMap<>();

    /** @param locks the folder of the lock files */
    Entries(Path parent, Path locks, PartialFolders partials) {
        this.parent = parent;
        this.locks = locks;
        this.partials = partials;
    }

    /** @param held by anybody, in whichever process */
    record Use(String digest, long bytes, boolean held, Instant lastUse) {}

    static boolean isDigest(String text) {
        return DIGEST.matcher(text).matches();
    }

    /** All entries, damaged ones too, with what they take of the disk. */
    List<Use> uses() throws IOException {
        List<Use> uses = new ArrayList<>();
        for (Path child : Folders.children(parent)) {
            String name = child.getFileName().toString();
            if (isDigest(name)) {
                long bytes = Folders.bytes(CacheEntry.filesIn(child));
                uses.add(new Use(name, bytes, isHeld(name), Folders.time(child)));
            }
        }
        return uses;
    }

    /** Deletes the lock files that processes killed while they evicted have left. */
    void deleteStrayLocks() throws IOException {
        for (Path file : Folders.children(locks)) {
            String name = file.getFileName().toString();
            if (name.startsWith(LOCK) && !Files.exists(parent.resolve(name.substring(LOCK.length())))) {
                evict(name.substring(LOCK.length()));
            }
        }
    }

    /** Whether there is one that looks whole; needs no lock. */
    Optional<CacheEntry> find(String digest) throws IOException {
        Optional<CacheEntry> entry = CacheEntry.at(parent, digest);
        return entry.isPresent() && entry.get().hasRightFiles() ? entry : Optional.empty();
    }

    /** Empty if there is none that looks whole. */
    Optional<HeldEntry> hold(String digest) throws IOException {
        Optional<CacheEntry> entry = find(digest);
        return entry.isPresent() ? Optional.of(hold(entry.get())) : Optional.empty();
    }

    private HeldEntry hold(CacheEntry entry) throws IOException {
        Path file = lockOf(entry.digest());
        FileLocks.Holder lock =
                FileLocks.tryShared(file).orElseThrow(() -> new IOException(file + " is locked by another program"));
        boolean held = false;
        try {
            Folders.touch(entry.directory());
            held = true;
            return new HeldEntry(entry, lock);
        } finally {
            if (!held) {
                lock.close();
            }
        }
    }

    /**
     * As {@link #hold(String)}, where nothing can be written: needs no lock, and leaves no trace. The entry is locked before it is
     * looked at, so that a process that can write does not evict it meanwhile; if there is no file to lock, no process uses it.
     */
    Optional<HeldEntry> holdUntouched(String digest) throws IOException {
        FileLocks.Holder lock = lockUntouched(lockOf(digest));
        Optional<CacheEntry> entry = Optional.empty();
        try {
            entry = find(digest);
            return entry.map(found -> new HeldEntry(found, lock));
        } finally {
            if (entry.isEmpty()) {
                lock.close();
            }
        }
    }

    private static FileLocks.Holder lockUntouched(Path file) throws IOException {
        try {
            return FileLocks.trySharedReading(file)
                    .orElseThrow(() -> new IOException(file + " is locked by another program"));
        } catch (NoSuchFileException none) {
            return FileLocks.Holder.ofNothing();
        }
    }

    /** Whether the content is the manifest's: read through once by each process. The entry is held; needs no lock. */
    boolean verify(CacheEntry entry) throws IOException, InterruptedException {
        String identity = entry.identity();
        if (identity.equals(verified.get(entry.digest()))) {
            return true;
        }
        if (!entry.hasRightContent()) {
            return false;
        }
        verified.put(entry.digest(), identity);
        return true;
    }

    /**
     * Makes an entry, in place of any of that name.
     *
     * @param content holds files and manifest; is left without
     */
    HeldEntry place(Path content, ContentManifest manifest) throws IOException {
        CacheEntry entry = new CacheEntry(parent.resolve(manifest.digest()), manifest);
        if (isHeld(entry.digest())) {
            entry.mend(content);
        } else {
            partials.discard(entry.directory());
            Files.move(content, entry.directory(), StandardCopyOption.ATOMIC_MOVE);
        }
        verified.put(entry.digest(), entry.identity());
        return hold(entry);
    }

    /** Deletes an entry that nobody holds. */
    void evict(String digest) throws IOException {
        Optional<FileLocks.Holder> lock = FileLocks.tryExclusive(lockOf(digest));
        if (lock.isPresent()) {
            FileLocks.Holder alone = lock.get();
            try (alone) {
                partials.discard(parent.resolve(digest));
                verified.remove(digest);
                Files.deleteIfExists(lockOf(digest));
            }
        }
    }

    private boolean isHeld(String digest) throws IOException {
        Path file = lockOf(digest);
        if (!Files.exists(file)) {
            return false;
        }
        Optional<FileLocks.Holder> lock = FileLocks.tryExclusive(file);
        lock.ifPresent(FileLocks.Holder::close);
        return lock.isEmpty();
    }

    private Path lockOf(String digest) {
        return locks.resolve(LOCK + digest);
    }
}
