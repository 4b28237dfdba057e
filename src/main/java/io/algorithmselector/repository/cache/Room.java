package io.algorithmselector.repository.cache;

import io.algorithmselector.repository.RepositoryException;
import io.algorithmselector.repository.RepositoryException.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/**
 * Keeps the cache below its limit: what counts is what lies in it and what running downloads of any process will still bring. First
 * go the downloads that were given up, then the entries that nobody holds, the one that was used longest ago first. Whoever calls
 * holds the {@link CacheLock}.
 */
final class Room {
    private final Path folder;
    private final long limit;
    private final Entries entries;
    private final PartialFolders partials;
    private final CacheIndex index;

    /** @param limit in bytes */
    Room(Path folder, long limit, Entries entries, PartialFolders partials, CacheIndex index) {
        this.folder = folder;
        this.limit = limit;
        this.entries = entries;
        this.partials = partials;
        this.index = index;
    }

    /**
     * For a download whose claim has been laid.
     *
     * @throws RepositoryException with {@link Kind#LOCAL} if nothing that may go would make room enough; then nothing has gone
     */
    void make(Claim claim) throws RepositoryException, IOException {
        entries.deleteStrayLocks();
        List<Entries.Use> uses = entries.uses();
        PartialFolders.Survey survey = partials.survey();
        long held = uses.stream()
                .filter(Entries.Use::held)
                .mapToLong(Entries.Use::bytes)
                .sum();
        if (claim.bytes() > limit - held - (survey.reserved() - claim.bytes())) {
            throw new RepositoryException(Kind.LOCAL, refusal(claim, held, survey.reserved() - claim.bytes()), null);
        }
        evict(uses, survey);
    }

    private String refusal(Claim claim, long held, long reserved) {
        return "cache " + folder + ": " + claim + " has " + claim.bytes() + " bytes, but of the limit of " + limit
                + " bytes " + held + " are in use by versions and " + reserved + " by other downloads";
    }

    /** As far as can be, after the limit has been lowered. */
    void trim() throws IOException {
        evict(entries.uses(), partials.survey());
    }

    private void evict(List<Entries.Use> uses, PartialFolders.Survey survey) throws IOException {
        long total = survey.reserved()
                + survey.leftoverBytes()
                + uses.stream().mapToLong(Entries.Use::bytes).sum();
        for (PartialFolders.Leftover leftover : survey.leftovers()) {
            if (total > limit) {
                Folders.delete(leftover.folder());
                total -= leftover.bytes();
            }
        }
        List<Entries.Use> unused = uses.stream()
                .filter(use -> !use.held())
                .sorted(Comparator.comparing(Entries.Use::lastUse))
                .toList();
        boolean evicted = false;
        for (Entries.Use use : unused) {
            if (total > limit) {
                entries.evict(use.digest());
                total -= use.bytes();
                evicted = true;
            }
        }
        if (evicted) {
            index.retain(digest -> entries.find(digest).isPresent());
        }
    }
}
