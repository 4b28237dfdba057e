package io.algorithmselector.repository.cache;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.algorithmselector.repository.FileDigest;
import io.algorithmselector.repository.VersionFolder;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Which content a version had when it was last fetched: one small text file a version, of three lines, the origin, the
 * revision and the digest. A file that is damaged, or of another revision, counts as none. Whoever changes it holds the
 * {@link CacheLock}.
 */
final class CacheIndex {
    // Being written; no number.
    private static final String NEW = "new";

    private final Path folder;

    CacheIndex(Path folder) {
        this.folder = folder;
    }

    /** What a file says. */
    record Line(String origin, long number, String revision, String digest) {}

    /** Tells which content to keep. */
    @FunctionalInterface
    interface Keep {
        boolean test(String digest) throws IOException;
    }

    Optional<String> find(Claim claim) throws IOException {
        return read(folder(claim.origin()).resolve(Long.toString(claim.number())))
                .filter(line -> line.origin().equals(claim.origin()))
                .filter(line -> line.revision().equals(claim.revision()))
                .map(Line::digest);
    }

    List<Line> all(String origin) throws IOException {
        List<Line> lines = new ArrayList<>();
        for (Path file : Folders.children(folder(origin))) {
            read(file).filter(line -> line.origin().equals(origin)).ifPresent(lines::add);
        }
        return lines;
    }

    private static Optional<Line> read(Path file) throws IOException {
        OptionalLong number = VersionFolder.number(file.getFileName().toString());
        if (number.isEmpty() || !Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            List<String> lines = Files.readAllLines(file);
            return lines.size() == 3 && Entries.isDigest(lines.get(2))
                    ? Optional.of(new Line(lines.get(0), number.getAsLong(), lines.get(1), lines.get(2)))
                    : Optional.empty();
        } catch (NoSuchFileException | CharacterCodingException e) {
            return Optional.empty();
        }
    }

    void put(Claim claim, String digest) throws IOException {
        Path file = folder(claim.origin()).resolve(Long.toString(claim.number()));
        Files.createDirectories(file.getParent());
        Path written = file.resolveSibling(NEW);
        try {
            if (Files.isDirectory(file)) {
                Folders.delete(file);
            }
            Files.writeString(written, String.join("\n", claim.origin(), claim.revision(), digest, ""));
            Files.move(written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(written);
        }
    }

    /** Deletes the files of all other content, and what is no such file. */
    void retain(Keep keep) throws IOException {
        for (Path origin : Folders.children(folder)) {
            for (Path file : Folders.children(origin)) {
                Optional<Line> line = read(file);
                if (line.isEmpty() || !keep.test(line.get().digest())) {
                    Folders.delete(file);
                }
            }
            if (Folders.children(origin).isEmpty()) {
                Files.deleteIfExists(origin);
            }
        }
    }

    private Path folder(String origin) {
        return folder.resolve(folderName(origin));
    }

    /** An origin may be longer than a file's name, and hold what that must not. */
    static String folderName(String origin) {
        return HexFormat.of().formatHex(FileDigest.sha256().digest(origin.getBytes(UTF_8)));
    }
}
