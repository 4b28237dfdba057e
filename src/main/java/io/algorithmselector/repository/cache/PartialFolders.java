package io.algorithmselector.repository.cache;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/** The downloads that have not ended, of all processes. Whoever calls holds the {@link CacheLock}. */
final class PartialFolders {
    /** What is kept of downloads that were cut off, whatever the cache's limit: so long and so much. */
    static final Duration KEPT_TIME = Duration.ofDays(1);

    static final long KEPT_BYTES = 10L << 30;
    private static final String LOCK = "partial-";

    private final Path parent;
    private final Path locks;

    /** @param locks the folder of the lock files */
    PartialFolders(Path parent, Path locks) {
        this.parent = parent;
        this.locks = locks;
    }

    /** A download that nobody is at any more, and that can be gone on with. */
    record Leftover(Path folder, long bytes, Instant time) {}

    /**
     * @param reserved the bytes of the downloads that are running, those to come among them
     * @param leftovers the oldest first
     */
    record Survey(long reserved, List<Leftover> leftovers) {
        long leftoverBytes() {
            return leftovers.stream().mapToLong(Leftover::bytes).sum();
        }
    }

    /** Empty while somebody else downloads the version. */
    Optional<PartialFolder> open(Claim claim) throws IOException {
        Path folder = parent.resolve(claim.folderName());
        Optional<FileLocks.Holder> lock = FileLocks.tryExclusive(lockOf(folder));
        if (lock.isEmpty()) {
            return Optional.empty();
        }
        boolean opened = false;
        try {
            PartialFolder partial = PartialFolder.open(folder, claim, lock.get());
            opened = true;
            return Optional.of(partial);
        } finally {
            if (!opened) {
                lock.get().close();
            }
        }
    }

    /** Ends a download; elsewhere than under the cache's lock, closing it does, which leaves its lock file to the next survey. */
    void finish(PartialFolder partial) throws IOException {
        partial.close();
        Files.deleteIfExists(lockOf(parent.resolve(partial.claim().folderName())));
    }

    /** Takes something out of its place in one step, if it is there, and deletes it. */
    void discard(Path unwanted) throws IOException {
        Path rubbish = parent.resolve(UUID.randomUUID().toString());
        try {
            Files.move(unwanted, rubbish, StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException e) {
            return;
        }
        Folders.delete(rubbish);
    }

    /** Deletes what dead processes left, and what is beyond use or its limits, and tells what remains. */
    Survey survey() throws IOException {
        long reserved = 0;
        List<Leftover> leftovers = new ArrayList<>();
        for (Path folder : folders()) {
            Optional<FileLocks.Holder> lock = FileLocks.tryExclusive(lockOf(folder));
            if (lock.isEmpty()) {
                Optional<Claim> claim = PartialFolder.claimOf(folder);
                reserved += claim.isPresent() ? claim.get().bytes() : Folders.bytes(folder);
                continue;
            }
            FileLocks.Holder held = lock.get();
            try (held) {
                leftover(folder).ifPresent(leftovers::add);
                Files.deleteIfExists(lockOf(folder));
            }
        }
        leftovers.sort(Comparator.comparing(Leftover::time));
        return new Survey(reserved, bounded(leftovers));
    }

    /** Of those that are there, and of those that a lock tells of. */
    private Set<Path> folders() throws IOException {
        Set<Path> folders = new TreeSet<>(Folders.children(parent));
        for (Path file : Folders.children(locks)) {
            String name = file.getFileName().toString();
            if (name.startsWith(LOCK)) {
                folders.add(parent.resolve(name.substring(LOCK.length())));
            }
        }
        return folders;
    }

    /** What nobody can go on with, or would go on with so late, is deleted. */
    private static Optional<Leftover> leftover(Path folder) throws IOException {
        Instant time = PartialFolder.lastArrival(folder);
        boolean useful = PartialFolder.claimOf(folder).isPresent()
                && time.isAfter(Instant.now().minus(KEPT_TIME));
        if (!useful) {
            Folders.delete(folder);
            return Optional.empty();
        }
        return Optional.of(new Leftover(folder, Folders.bytes(folder), time));
    }

    private static List<Leftover> bounded(List<Leftover> leftovers) throws IOException {
        List<Leftover> kept = new ArrayList<>(leftovers);
        long bytes = leftovers.stream().mapToLong(Leftover::bytes).sum();
        while (bytes > KEPT_BYTES) {
            Leftover oldest = kept.removeFirst();
            Folders.delete(oldest.folder());
            bytes -= oldest.bytes();
        }
        return List.copyOf(kept);
    }

    private Path lockOf(Path folder) {
        return locks.resolve(LOCK + folder.getFileName());
    }
}
