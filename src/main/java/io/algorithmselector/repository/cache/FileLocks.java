package io.algorithmselector.repository.cache;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Locks on files, between processes and between the threads of this one. The operating system lets go of a lock when its process
 * ends, however it ends.
 *
 * <p>To the operating system a lock belongs to the process, and closing <em>any</em> descriptor of the file lets go of it (POSIX). So
 * each file is opened once here, however many hold it, and lock files must not be opened by anybody else: not read, not written, not
 * even dated, for that opens them too.
 */
final class FileLocks {
    private static final Map<Path, Locked> LOCKED = new HashMap<>();

    private FileLocks() {}

    private static final class Locked {
        private final FileChannel channel;
        private final boolean shared;
        private int holders;

        Locked(FileChannel channel, boolean shared) {
            this.channel = channel;
            this.shared = shared;
        }
    }

    /** One holder's part in a lock. Thread-safe; may be closed more than once. */
    static final class Holder implements AutoCloseable {
        private final Path key;
        private final AtomicBoolean closed = new AtomicBoolean();

        private Holder(Path key) {
            this.key = key;
        }

        /** Of no file. */
        static Holder ofNothing() {
            return new Holder(Path.of(""));
        }

        boolean isClosed() {
            return closed.get();
        }

        @Override
        public void close() {
            if (closed.compareAndSet(false, true)) {
                release(key);
            }
        }
    }

    /** Empty if somebody has the file for himself. Creates the file. */
    static Optional<Holder> tryShared(Path file) throws IOException {
        return tryLock(file, true);
    }

    /** Empty if somebody else has the file locked in either way. Creates the file. */
    static Optional<Holder> tryExclusive(Path file) throws IOException {
        return tryLock(file, false);
    }

    /** As {@link #tryShared}, of a file that may lie where nothing can be written: it is not created. */
    static Optional<Holder> trySharedReading(Path file) throws IOException {
        return tryLock(file, true, Set.of(StandardOpenOption.READ));
    }

    private static Optional<Holder> tryLock(Path file, boolean shared) throws IOException {
        return tryLock(
                file, shared, Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE));
    }

    private static Optional<Holder> tryLock(Path file, boolean shared, Set<StandardOpenOption> options)
            throws IOException {
        // The file may not be there yet; its folder is.
        Path key = file.resolveSibling("").toRealPath().resolve(file.getFileName());
        synchronized (LOCKED) {
            Locked locked = LOCKED.get(key);
            if (locked == null) {
                Optional<Locked> opened = open(key, shared, options);
                if (opened.isEmpty()) {
                    return Optional.empty();
                }
                locked = opened.get();
                LOCKED.put(key, locked);
            } else if (!shared || !locked.shared) {
                return Optional.empty();
            }
            locked.holders++;
            return Optional.of(new Holder(key));
        }
    }

    private static Optional<Locked> open(Path file, boolean shared, Set<StandardOpenOption> options)
            throws IOException {
        boolean locked = false;
        FileChannel channel = FileChannel.open(file, options);
        try {
            locked = channel.tryLock(0, Long.MAX_VALUE, shared) != null;
            return locked ? Optional.of(new Locked(channel, shared)) : Optional.empty();
        } catch (OverlappingFileLockException e) {
            return Optional.empty();
        } finally {
            if (!locked) {
                channel.close();
            }
        }
    }

    private static void release(Path key) {
        synchronized (LOCKED) {
            Locked locked = LOCKED.get(key);
            if (locked != null && --locked.holders == 0) {
                LOCKED.remove(key);
                try {
                    locked.channel.close();
                } catch (IOException e) {
                    // The descriptor is gone all the same, and with it the lock.
                    return;
                }
            }
        }
    }
}
