package io.algorithmselector.repository.cache;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.algorithmselector.repository.RepositoryVersion;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Which versions each origin held when it was last listed, so that one that has been withdrawn does not come back once the origin
 * cannot be asked: one small text file an origin, of the origin and a line {@code <number> <revision>} for each version that may be
 * fetched. A file that is damaged counts as none, and then nothing is held. Whoever changes it holds the {@link CacheLock}.
 */
final class Listings {
    // Being written; no name of an origin's file.
    private static final String NEW = "new";

    private final Path folder;

    Listings(Path folder) {
        this.folder = folder;
    }

    /** What there is to be noted of an origin. */
    record Listing(String origin, List<String> lines) {
        static Listing of(String origin, Collection<RepositoryVersion> versions) {
            List<String> lines = new ArrayList<>(List.of(origin));
            versions.stream()
                    .filter(RepositoryVersion::complete)
                    .forEach(version -> lines.add(line(version.number(), version.revision())));
            return new Listing(origin, List.copyOf(lines));
        }

        boolean holds(long number, String revision) {
            return lines.contains(line(number, revision));
        }

        private static String line(long number, String revision) {
            return number + " " + revision;
        }
    }

    Listing read(String origin) throws IOException {
        try {
            List<String> lines = Files.readAllLines(file(origin));
            boolean right = !lines.isEmpty() && lines.getFirst().equals(origin);
            return new Listing(origin, right ? lines : List.of());
        } catch (NoSuchFileException | CharacterCodingException e) {
            return new Listing(origin, List.of());
        }
    }

    /** Has reached the disk when this returns: otherwise a power cut might bring back what has been withdrawn. */
    void put(Listing listing) throws IOException {
        Files.createDirectories(folder);
        Path written = folder.resolve(NEW);
        try (FileChannel channel = FileChannel.open(
                written, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer text = UTF_8.encode(String.join("\n", listing.lines()) + "\n");
            while (text.hasRemaining()) {
                channel.write(text);
            }
            channel.force(true);
        }
        Files.move(
                written, file(listing.origin()), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private Path file(String origin) {
        return folder.resolve(CacheIndex.folderName(origin));
    }
}
