package io.algorithmselector.repository.cache;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** Folders and what is in them; none of this follows links, and all of it bears with files that go meanwhile. */
final class Folders {
    /** A file may be dated this much in the future, by a file server with another clock. */
    private static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(1);

    private Folders() {}

    /** Empty if there is no such folder. */
    static List<Path> children(Path folder) throws IOException {
        try (Stream<Path> children = Files.list(folder)) {
            return children.sorted().toList();
        } catch (NoSuchFileException | NotDirectoryException e) {
            return List.of();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    static void delete(Path path) throws IOException {
        if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            for (Path child : children(path)) {
                delete(child);
            }
        }
        Files.deleteIfExists(path);
    }

    /** Of all files in it. */
    static long bytes(Path path) throws IOException {
        long bytes = 0;
        try {
            BasicFileAttributes attributes = attributes(path);
            if (!attributes.isDirectory()) {
                return attributes.size();
            }
            for (Path child : children(path)) {
                bytes += bytes(child);
            }
        } catch (NoSuchFileException e) {
            return bytes;
        }
        return bytes;
    }

    /**
     * The time a file or folder is dated. One in the future, left by a clock that has been set back, is set to now: otherwise nothing
     * would be as recent until that time comes.
     */
    static Instant time(Path path) throws IOException {
        try {
            Instant now = Instant.now();
            Instant time = attributes(path).lastModifiedTime().toInstant();
            if (time.isAfter(now.plus(CLOCK_TOLERANCE))) {
                touch(path);
                return now;
            }
            return time;
        } catch (NoSuchFileException e) {
            return Instant.EPOCH;
        }
    }

    static void touch(Path path) throws IOException {
        Files.setLastModifiedTime(path, FileTime.from(Instant.now()));
    }

    private static BasicFileAttributes attributes(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }
}
