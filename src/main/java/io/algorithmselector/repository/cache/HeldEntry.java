package io.algorithmselector.repository.cache;

import io.algorithmselector.repository.LocalVersion;
import java.io.IOException;
import java.nio.file.ReadOnlyFileSystemException;

/** An entry that stays until this is closed; that may happen more than once. */
record HeldEntry(CacheEntry entry, FileLocks.Holder lock) implements AutoCloseable {
    LocalVersion toLocalVersion() {
        return new LocalVersion(
                CacheEntry.filesIn(entry.directory()),
                entry.digest(),
                entry.manifest().bytes(),
                this::close);
    }

    /** Lets go; until now the entry was in use. */
    @Override
    public void close() {
        try (lock) {
            if (!lock.isClosed()) {
                Folders.touch(entry.directory());
            }
        } catch (IOException | ReadOnlyFileSystemException e) {
            // Then it counts as used when it was taken, and may be evicted a little early.
            return;
        }
    }
}
