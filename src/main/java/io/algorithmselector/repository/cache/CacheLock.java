package io.algorithmselector.repository.cache;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * One at a time, over all processes, changes what lies in the cache: whoever takes, places or evicts an entry, begins or places a
 * download. Downloads themselves go on without it.
 */
final class CacheLock {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Duration PAUSE = Duration.ofMillis(5);

    private final Path file;

    CacheLock(Path file) {
        this.file = file;
    }

    /**
     * Waits for the lock.
     *
     * @throws IOException if it cannot be had, or another process does not let go of it
     */
    FileLocks.Holder take() throws IOException, InterruptedException {
        long start = System.nanoTime();
        while (true) {
            Optional<FileLocks.Holder> taken = FileLocks.tryExclusive(file);
            if (taken.isPresent()) {
                return taken.get();
            }
            if (System.nanoTime() - start > PATIENCE.toNanos()) {
                throw new IOException("another process has held " + file + " for " + PATIENCE.toSeconds() + " s");
            }
            Thread.sleep(PAUSE);
        }
    }
}
