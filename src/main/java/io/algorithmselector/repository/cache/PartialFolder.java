package io.algorithmselector.repository.cache;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * A place for a download that has not ended. Its lock says that its process lives. Closing it deletes it, unless it has been told to
 * stay for a later attempt.
 */
final class PartialFolder implements AutoCloseable {
    private static final String CLAIM = "version";
    private static final String ARRIVED = "arrived";

    private final Path folder;
    private final Claim claim;
    private final FileLocks.Holder lock;
    private final ArrivedParts arrived;
    private boolean stays;
    private boolean closed;

    private PartialFolder(Path folder, Claim claim, FileLocks.Holder lock, ArrivedParts arrived) {
        this.folder = folder;
        this.claim = claim;
        this.lock = lock;
        this.arrived = arrived;
    }

    /**
     * What an earlier attempt left of the same revision, or a new folder in place of anything else.
     *
     * @param lock of this folder; let go of by closing what is returned
     */
    static PartialFolder open(Path folder, Claim claim, FileLocks.Holder lock) throws IOException {
        if (claimOf(folder).filter(claim::equals).isEmpty()) {
            Folders.delete(folder);
            Files.createDirectory(folder);
            claim.write(folder.resolve(CLAIM));
        }
        Path files = Files.createDirectories(CacheEntry.filesIn(content(folder)));
        return new PartialFolder(folder, claim, lock, new ArrivedParts(files, folder.resolve(ARRIVED)));
    }

    static Optional<Claim> claimOf(Path folder) throws IOException {
        return Claim.read(folder.resolve(CLAIM));
    }

    /** Long ago if nothing has arrived. */
    static Instant lastArrival(Path folder) throws IOException {
        return Folders.time(folder.resolve(ARRIVED));
    }

    private static Path content(Path folder) {
        return folder.resolve("content");
    }

    Claim claim() {
        return claim;
    }

    /** Where the download becomes what is placed. */
    Path content() {
        return content(folder);
    }

    ArrivedParts arrived() {
        return arrived;
    }

    /** For a later attempt, if anything has arrived. */
    void stay() {
        stays = !arrived.isEmpty();
    }

    /** More than once does nothing more: by then the folder may be somebody else's. */
    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try (lock) {
            if (!stays) {
                Folders.delete(folder);
            }
        }
    }
}
