package io.algorithmselector.repository.cache;

import io.algorithmselector.repository.ContentManifest;
import io.algorithmselector.repository.FileDigest;
import io.algorithmselector.repository.LocalVersion;
import io.algorithmselector.repository.RepositoryException;
import io.algorithmselector.repository.RepositoryException.Kind;
import io.algorithmselector.repository.RepositoryVersion;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A folder of downloaded versions, named by their content. Thread-safe, and several processes may share the folder, which is created
 * when it is first needed.
 */
public final class ModelCache {
    private static final System.Logger LOG = System.getLogger(ModelCache.class.getName());
    /** How long another process may take to download what is wanted here too. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private static final Duration PAUSE = Duration.ofMillis(50);

    private final Path folder;
    private final CacheLock lock;
    private final CacheIndex index;
    private final Listings listings;
    private final PartialFolders partials;
    private final Entries entries;
    private final @Nullable Room room;
    private final Turns turns = new Turns();
    // What could not be noted, by origin: told once.
    private final Map<String, Listings.Listing> unnoted = new ConcurrentHashMap<>();

    /** Without a limit. */
    public ModelCache(Path folder) {
        this(folder, null);
    }

    /**
     * @param maxBytes that the versions' files may take together, those on the way included; null: as many as the disk has
     * @throws IllegalArgumentException if that is not positive
     */
    public ModelCache(Path folder, @Nullable Long maxBytes) {
        if (maxBytes != null && maxBytes <= 0) {
            throw new IllegalArgumentException("the cache's limit of " + maxBytes + " bytes is not positive");
        }
        this.folder = folder;
        Path locks = folder.resolve("locks");
        this.lock = new CacheLock(locks.resolve("all"));
        this.index = new CacheIndex(folder.resolve("index"));
        this.listings = new Listings(folder.resolve("listed"));
        this.partials = new PartialFolders(folder.resolve("partial"), locks);
        this.entries = new Entries(folder.resolve("entries"), locks, partials);
        this.room = maxBytes == null ? null : new Room(folder, maxBytes, entries, partials, index);
    }

    /** Brings a version's files. */
    @FunctionalInterface
    public interface Download {
        /**
         * Writes the files below {@code directory} and says what they are.
         *
         * @param directory empty, or as an earlier attempt to fetch the same revision left it
         * @param arrived what of it can be gone on with; parts noted there outlive this process
         * @throws IOException if they cannot be written here
         */
        ContentManifest into(Path directory, ArrivedParts arrived)
                throws RepositoryException, IOException, InterruptedException;
    }

    private sealed interface Step {
        record Present(HeldEntry held) implements Step {}

        record Begun(PartialFolder partial) implements Step {}

        /** Another process is at it. */
        record Elsewhere() implements Step {}
    }

    /**
     * The version's files, downloaded unless this content lies here already; they stay until what is returned is closed. Who asks for a
     * version that is being downloaded waits for that download.
     *
     * @param origin tells repositories apart, across restarts
     */
    public LocalVersion fetch(String origin, RepositoryVersion version, Download download)
            throws RepositoryException, InterruptedException {
        Claim claim = Claim.of(origin, version);
        Turns.Turn turn = turns.take(claim.folderName());
        try (turn) {
            return fetch(claim, download);
        } catch (ClosedByInterruptException e) {
            throw FileDigest.interrupted("in cache " + folder, e);
        } catch (IOException e) {
            throw new RepositoryException(Kind.LOCAL, "cache " + folder + " cannot be used: " + reason(e), e);
        }
    }

    /**
     * Notes what an origin holds, for {@link #cached} to give nothing that has been withdrawn. If it cannot be noted the log tells:
     * what was noted before stands.
     */
    public void listed(String origin, Collection<RepositoryVersion> versions) throws InterruptedException {
        Listings.Listing listing = Listings.Listing.of(origin, versions);
        try {
            if (!listings.read(origin).equals(listing)) {
                note(listing);
            }
        } catch (ClosedByInterruptException e) {
            throw FileDigest.interrupted("in cache " + folder, e);
        } catch (IOException e) {
            Level level = listing.equals(unnoted.put(origin, listing)) ? Level.DEBUG : Level.WARNING;
            LOG.log(level, "cache " + folder + " cannot take note of what " + origin + " holds: " + reason(e));
        }
    }

    private void note(Listings.Listing listing) throws IOException, InterruptedException {
        Files.createDirectories(folder.resolve("locks"));
        FileLocks.Holder alone = lock.take();
        try (alone) {
            listings.put(listing);
        }
    }

    /**
     * The versions of an origin that need no download and were there, in the revision they were fetched in, when it was
     * {@link #listed} last; by number. Their content has yet to be verified, which {@link #fetch} does.
     */
    public NavigableMap<Long, RepositoryVersion> cached(String origin) {
        NavigableMap<Long, RepositoryVersion> versions = new TreeMap<>();
        try {
            Listings.Listing listing = listings.read(origin);
            for (CacheIndex.Line line : index.all(origin)) {
                if (listing.holds(line.number(), line.revision())) {
                    entries.find(line.digest())
                            .map(entry -> new RepositoryVersion(
                                    line.number(),
                                    line.revision(),
                                    entry.manifest().bytes()))
                            .ifPresent(version -> versions.put(line.number(), version));
                }
            }
        } catch (IOException e) {
            LOG.log(Level.WARNING, "cache " + folder + " cannot be read: " + reason(e));
        }
        return Collections.unmodifiableNavigableMap(versions);
    }

    private LocalVersion fetch(Claim claim, Download download)
            throws RepositoryException, IOException, InterruptedException {
        try {
            return heldOrDownloaded(claim, download);
        } catch (ClosedByInterruptException e) {
            throw e;
        } catch (IOException | ReadOnlyFileSystemException unusable) {
            Optional<HeldEntry> held = heldUntouched(claim);
            if (held.isPresent()) {
                LOG.log(Level.WARNING, "cache " + folder + " cannot be changed, but holds " + claim + ": " + unusable);
                return held.get().toLocalVersion();
            }
            throw unusable instanceof IOException e ? e : new IOException(unusable);
        }
    }

    /** What lies here is served all the same if the disk takes nothing any more. */
    private Optional<HeldEntry> heldUntouched(Claim claim) throws IOException, InterruptedException {
        Optional<String> digest = index.find(claim);
        Optional<HeldEntry> held = digest.isPresent() ? entries.holdUntouched(digest.get()) : Optional.empty();
        return held.isPresent() && verified(held.get()) ? held : Optional.empty();
    }

    private LocalVersion heldOrDownloaded(Claim claim, Download download)
            throws RepositoryException, IOException, InterruptedException {
        long start = System.nanoTime();
        boolean trusted = true;
        while (true) {
            switch (next(claim, trusted)) {
                case Step.Present(HeldEntry held) -> {
                    trusted = verified(held);
                    if (trusted) {
                        return held.toLocalVersion();
                    }
                }
                case Step.Begun(PartialFolder partial) -> {
                    return download(partial, download);
                }
                case Step.Elsewhere() -> {
                    if (System.nanoTime() - start > PATIENCE.toNanos()) {
                        throw new IOException("another process has been downloading " + claim + " for "
                                + PATIENCE.toMinutes() + " minutes");
                    }
                    Thread.sleep(PAUSE);
                }
            }
        }
    }

    /** @param trusted whether to look among the entries: not after one has turned out damaged */
    private Step next(Claim claim, boolean trusted) throws RepositoryException, IOException, InterruptedException {
        for (String part : List.of("entries", "partial", "locks")) {
            Files.createDirectories(folder.resolve(part));
        }
        FileLocks.Holder alone = lock.take();
        try (alone) {
            Optional<String> digest = trusted ? index.find(claim) : Optional.empty();
            Optional<HeldEntry> held = digest.isPresent() ? entries.hold(digest.get()) : Optional.empty();
            if (held.isPresent()) {
                trim(held.get());
                return new Step.Present(held.get());
            }
            Optional<PartialFolder> partial = partials.open(claim);
            if (partial.isEmpty()) {
                return new Step.Elsewhere();
            }
            makeRoom(partial.get());
            return new Step.Begun(partial.get());
        }
    }

    private void trim(HeldEntry held) throws IOException {
        try {
            if (room != null) {
                room.trim();
            }
        } catch (IOException e) {
            held.close();
            throw e;
        }
    }

    private void makeRoom(PartialFolder partial) throws RepositoryException, IOException {
        try {
            if (room == null) {
                partials.survey();
            } else {
                room.make(partial.claim());
            }
            requireSpace(partial);
        } catch (RepositoryException | IOException e) {
            partial.stay();
            partials.finish(partial);
            throw e;
        }
    }

    /** Asked before the store is: what the disk cannot take need not be transferred first to find out. */
    private void requireSpace(PartialFolder partial) throws RepositoryException, IOException {
        FileStore disk = Files.getFileStore(folder);
        long coming = partial.claim().bytes() - partial.arrived().bytes();
        long space = disk.getUsableSpace();
        // some file systems do not know their size
        if (disk.getTotalSpace() > 0 && coming > space) {
            throw new RepositoryException(
                    Kind.LOCAL,
                    "cache " + folder + ": " + partial.claim() + " has " + coming
                            + " bytes to come, but the disk space left is " + space + " bytes",
                    null);
        }
    }

    /** Lets go of the entry if it is damaged. */
    private boolean verified(HeldEntry held) throws IOException, InterruptedException {
        boolean right = false;
        try {
            right = entries.verify(held.entry());
            return right;
        } finally {
            if (!right) {
                held.close();
            }
        }
    }

    private LocalVersion download(PartialFolder partial, Download download)
            throws RepositoryException, IOException, InterruptedException {
        try (partial) {
            return downloaded(partial, download);
        }
    }

    /** What the store, or whoever ends this process, has cut off is gone on with later; all else is deleted. */
    private LocalVersion downloaded(PartialFolder partial, Download download)
            throws RepositoryException, IOException, InterruptedException {
        try {
            ContentManifest manifest = download.into(CacheEntry.filesIn(partial.content()), partial.arrived());
            CacheEntry.writeManifest(partial.content(), manifest);
            return place(partial, manifest).toLocalVersion();
        } catch (InterruptedException | ClosedByInterruptException e) {
            partial.stay();
            throw e;
        } catch (RepositoryException e) {
            if (goesOnLater(e.kind())) {
                partial.stay();
            }
            throw e;
        }
    }

    /** Of what is corrupt, whoever downloads has removed the parts. What the disk cannot take makes room again. */
    private static boolean goesOnLater(Kind kind) {
        return switch (kind) {
            case NETWORK, ACCESS, CORRUPT -> true;
            case ABSENT, CHANGED, LOCAL -> false;
        };
    }

    private HeldEntry place(PartialFolder partial, ContentManifest manifest) throws IOException, InterruptedException {
        if (!new CacheEntry(partial.content(), manifest).hasRightFiles()) {
            throw new IOException(partial.content() + " does not hold what was downloaded");
        }
        FileLocks.Holder alone = lock.take();
        try (alone) {
            // In this order: killed in between, the next fetch finds no entry and all parts, and downloads nothing.
            index.put(partial.claim(), manifest.digest());
            HeldEntry held = entries.place(partial.content(), manifest);
            try {
                partials.finish(partial);
                return held;
            } catch (IOException e) {
                held.close();
                throw e;
            }
        }
    }

    private static String reason(IOException cause) {
        String kind = cause.getClass().getSimpleName();
        return cause.getMessage() == null ? kind : kind + ": " + cause.getMessage();
    }
}
