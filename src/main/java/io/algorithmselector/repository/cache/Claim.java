package io.algorithmselector.repository.cache;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.algorithmselector.repository.FileDigest;
import io.algorithmselector.repository.RepositoryVersion;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * What a download is of: a text file of four lines, the origin, the number, the revision and the bytes.
 *
 * @param bytes of all files: as many are reserved while the download runs
 */
record Claim(String origin, long number, String revision, long bytes) {
    static Claim of(String origin, RepositoryVersion version) {
        return new Claim(origin, version.number(), version.revision(), version.bytes());
    }

    /** Empty if there is none, or a damaged one. */
    static Optional<Claim> read(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            List<String> lines = Files.readAllLines(file);
            return lines.size() == 4
                    ? Optional.of(new Claim(
                            lines.get(0), Long.parseLong(lines.get(1)), lines.get(2), Long.parseLong(lines.get(3))))
                    : Optional.empty();
        } catch (NoSuchFileException | CharacterCodingException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    void write(Path file) throws IOException {
        Files.writeString(file, String.join("\n", origin, Long.toString(number), revision, Long.toString(bytes), ""));
    }

    /** The same for every revision of the version, so that a new one takes the place of the old. */
    String folderName() {
        byte[] name = (origin + '\n' + number).getBytes(UTF_8);
        return HexFormat.of().formatHex(FileDigest.sha256().digest(name));
    }

    @Override
    public String toString() {
        return "version " + number + " of " + origin;
    }
}
