package io.algorithmselector.repository.cache;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import io.algorithmselector.repository.FileDigest;
import io.algorithmselector.repository.RelativePath;
import io.algorithmselector.repository.RepositoryException;
import io.algorithmselector.repository.RepositoryException.Kind;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which parts of a version's files have been written whole, so that a download that was cut off goes on from there. Thread-safe.
 *
 * <p>A text file with one line a part, {@code <SHA-256 of the part> <offset> <length> <path>}, appended when the part has been written.
 * Neither the line nor the part need have reached the disk when the machine stops: a line that is cut off counts as none, and a part
 * counts only if what lies there has its SHA-256.
 */
public final class ArrivedParts {
    private static final Pattern LINE =
            Pattern.compile("([0-9a-f]{64}) (0|[1-9][0-9]{0,17}) (0|[1-9][0-9]{0,17}) (.+)");

    private final Path files;
    private final Path record;
    private final Map<Part, String> parts = new ConcurrentHashMap<>();

    private record Part(String path, long offset, long length) {
        String line(String sha256) {
            return sha256 + " " + offset + " " + length + " " + path + "\n";
        }
    }

    /**
     * @param files the folder that the parts' files lie in
     * @param record the text file; need not exist
     */
    ArrivedParts(Path files, Path record) throws IOException {
        this.files = files;
        this.record = record;
        for (String line : lines(record)) {
            Matcher matcher = LINE.matcher(line);
            if (matcher.matches()) {
                long offset = Long.parseLong(matcher.group(2));
                long length = Long.parseLong(matcher.group(3));
                parts.put(new Part(matcher.group(4), offset, length), matcher.group(1));
            }
        }
    }

    private static List<String> lines(Path record) throws IOException {
        try {
            return Files.readAllLines(record);
        } catch (NoSuchFileException | CharacterCodingException e) {
            return List.of();
        }
    }

    /** Whether an earlier attempt, or this, has written the part. */
    public boolean contains(RelativePath path, long offset, long length) {
        return parts.containsKey(new Part(path.value(), offset, length));
    }

    /**
     * Reads a part that has been written.
     *
     * @param sink gets its bytes, right or not
     * @return its SHA-256, 64 hexadecimal digits; empty if it is not there, or not as it was written
     */
    public Optional<String> read(RelativePath path, long offset, long length, FileDigest.Sink sink)
            throws InterruptedException {
        MessageDigest digest = FileDigest.sha256();
        try {
            FileDigest.read(path.in(files), offset, length, (bytes, start, count) -> {
                digest.update(bytes, start, count);
                sink.update(bytes, start, count);
            });
        } catch (IOException e) {
            return Optional.empty();
        }
        String found = HexFormat.of().formatHex(digest.digest());
        if (!found.equals(parts.get(new Part(path.value(), offset, length)))) {
            return Optional.empty();
        }
        return Optional.of(found);
    }

    /**
     * Notes that a part has been written.
     *
     * @param sha256 of the part, 64 hexadecimal digits
     * @throws RepositoryException with {@link Kind#LOCAL} if that cannot be noted
     */
    public synchronized void add(RelativePath path, long offset, long length, String sha256)
            throws RepositoryException, InterruptedException {
        Part part = new Part(path.value(), offset, length);
        write(part.line(sha256), CREATE, APPEND);
        parts.put(part, sha256);
    }

    /**
     * Notes that nothing of a file has arrived, for what was written is not what it should be.
     *
     * @throws RepositoryException with {@link Kind#LOCAL} if that cannot be noted
     */
    public synchronized void remove(RelativePath path) throws RepositoryException, InterruptedException {
        parts.keySet().removeIf(part -> part.path().equals(path.value()));
        StringBuilder rest = new StringBuilder();
        parts.forEach((part, sha256) -> rest.append(part.line(sha256)));
        write(rest.toString(), CREATE, TRUNCATE_EXISTING, WRITE);
    }

    private synchronized void write(String lines, OpenOption... options)
            throws RepositoryException, InterruptedException {
        try {
            Files.writeString(record, lines, options);
        } catch (ClosedByInterruptException e) {
            throw FileDigest.interrupted("while writing " + record, e);
        } catch (IOException e) {
            throw new RepositoryException(Kind.LOCAL, record + " cannot be written: " + e.getMessage(), e);
        }
    }

    boolean isEmpty() {
        return parts.isEmpty();
    }

    /** Of all parts that have been written. */
    long bytes() {
        return parts.keySet().stream().mapToLong(Part::length).sum();
    }
}
