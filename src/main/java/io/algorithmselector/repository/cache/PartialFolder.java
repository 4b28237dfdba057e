package io.algorithmselector.repository.cache;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * A place for a download that has not ended; closing it deletes what was not moved out. A locked file beside it says that its
 * process lives: the operating system lets go of the lock when the process ends, however it ends.
 */
final class PartialFolder implements AutoCloseable {
    private static final String LOCK = ".lock";

    // Closing any channel to a file releases all locks that this process holds on it (POSIX), so a sweep must not even
    // open the lock files of its own process.
    private static final Set<Path> OWN = ConcurrentHashMap.newKeySet();

    private final Path folder;
    private final Path lockFile;
    private final FileChannel lock;

    private PartialFolder(Path folder, Path lockFile, FileChannel lock) {
        this.folder = folder;
        this.lockFile = lockFile;
        this.lock = lock;
    }

    static PartialFolder create(Path parent) throws IOException {
        while (true) {
            Path folder = parent.resolve(UUID.randomUUID().toString()).toAbsolutePath();
            Path lockFile = lockFileOf(folder);
            OWN.add(lockFile);
            Optional<FileChannel> lock = lock(lockFile);
            if (lock.isPresent()) {
                PartialFolder partial = new PartialFolder(folder, lockFile, lock.get());
                partial.createFolder();
                return partial;
            }
        }
    }

    /** Empty if, between its creation and its locking, another process has taken the file for a dead one's. */
    private static Optional<FileChannel> lock(Path lockFile) throws IOException {
        boolean locked = false;
        FileChannel channel = null;
        try {
            channel = FileChannel.open(lockFile, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            locked = channel.tryLock() != null && Files.exists(lockFile);
            return locked ? Optional.of(channel) : Optional.empty();
        } finally {
            if (!locked) {
                if (channel != null) {
                    channel.close();
                }
                OWN.remove(lockFile);
            }
        }
    }

    private void createFolder() throws IOException {
        try {
            Files.createDirectory(folder);
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    private static Path lockFileOf(Path folder) {
        return folder.resolveSibling(folder.getFileName() + LOCK);
    }

    /** Deletes the partial folders whose process is dead. */
    static void sweep(Path parent) throws IOException {
        for (Path child : children(parent.toAbsolutePath())) {
            String name = child.getFileName().toString();
            Path folder = name.endsWith(LOCK)
                    ? child.resolveSibling(name.substring(0, name.length() - LOCK.length()))
                    : child;
            if (!OWN.contains(lockFileOf(folder))) {
                sweepOne(folder);
            }
        }
    }

    private static void sweepOne(Path folder) throws IOException {
        Path lockFile = lockFileOf(folder);
        try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            if (lock != null) {
                delete(folder);
                Files.deleteIfExists(lockFile);
            }
        } catch (NoSuchFileException e) {
            // The lock file is the first to come and the last to go: without one, nobody is at work here.
            delete(folder);
        }
    }

    /** Where a download becomes what is moved; does not exist yet. */
    Path content() {
        return folder.resolve("content");
    }

    /** @return false if there is something in that place already; the content then stays here */
    boolean moveContentTo(Path target) throws IOException {
        try {
            Files.move(content(), target, StandardCopyOption.ATOMIC_MOVE);
            return true;
        } catch (AtomicMoveNotSupportedException e) {
            throw e;
        } catch (FileSystemException e) {
            if (Files.exists(target)) {
                return false;
            }
            throw e;
        }
    }

    /** Takes something out of its place, if it is there, to be deleted with this. */
    void takeAway(Path unwanted) throws IOException {
        try {
            Files.move(unwanted, folder.resolve("unwanted"), StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException e) {
            return;
        }
    }

    @Override
    public void close() throws IOException {
        try (lock) {
            delete(folder);
            Files.deleteIfExists(lockFile);
        } finally {
            OWN.remove(lockFile);
        }
    }

    private static List<Path> children(Path parent) throws IOException {
        try (Stream<Path> children = Files.list(parent)) {
            return children.toList();
        }
    }

    /** Also when somebody else deletes the same at the same time. */
    private static void delete(Path path) throws IOException {
        try {
            if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                for (Path child : children(path)) {
                    delete(child);
                }
            }
            Files.deleteIfExists(path);
        } catch (NoSuchFileException e) {
            return;
        }
    }
}
