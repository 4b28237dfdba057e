package io.algorithmselector.repository.cache;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.algorithmselector.repository.FileDigest;
import io.algorithmselector.repository.RepositoryVersion;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which content a version had when it was last fetched: one small text file a version, of three lines, the origin, the
 * revision and the digest. A file that is damaged, or of another revision, counts as none.
 */
final class CacheIndex {
    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

    private final Path folder;

    CacheIndex(Path folder) {
        this.folder = folder;
    }

    Optional<String> find(String origin, RepositoryVersion version) throws IOException {
        List<String> lines;
        try {
            lines = Files.readAllLines(file(origin, version.number()));
        } catch (NoSuchFileException | CharacterCodingException e) {
            return Optional.empty();
        }
        boolean same = lines.size() == 3
                && lines.get(0).equals(origin)
                && lines.get(1).equals(version.revision())
                && DIGEST.matcher(lines.get(2)).matches();
        return same ? Optional.of(lines.get(2)) : Optional.empty();
    }

    void put(String origin, RepositoryVersion version, String digest) throws IOException {
        Path file = file(origin, version.number());
        Files.createDirectories(file.getParent());
        Path written = Files.createTempFile(file.getParent(), "new-", "");
        try {
            Files.writeString(written, String.join("\n", origin, version.revision(), digest, ""));
            Files.move(written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(written);
        }
    }

    private Path file(String origin, long number) {
        String name = HexFormat.of().formatHex(FileDigest.sha256().digest(origin.getBytes(UTF_8)));
        return folder.resolve(name).resolve(Long.toString(number));
    }
}
