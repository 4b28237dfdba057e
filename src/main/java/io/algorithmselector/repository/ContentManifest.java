package io.algorithmselector.repository;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a version consists of. As text it has one line a file, in order of the path's characters:
 *
 * <pre>{@code <digest of the file> <bytes> <path>\n}</pre>
 *
 * <p>A file's digest is its SHA-256, or that of its blocks ({@link BlockDigest}) if it is large; the version's digest is the
 * SHA-256 of that text in UTF-8. So {@code sha256sum}, with {@code split} for large files, can check every step of it.
 * Folders without files, times, owners and permissions do not count.
 *
 * @param files sorted by path, each path once
 */
public record ContentManifest(List<Entry> files) {
    private static final Pattern LINE = Pattern.compile("([0-9a-f]{64}) (0|[1-9][0-9]{0,18}) (.+)");

    /**
     * @param bytes the file's length
     * @param digest 64 hexadecimal digits, see {@link BlockDigest}
     */
    public record Entry(RelativePath path, long bytes, String digest) {}

    /** @throws IllegalArgumentException if a path comes twice */
    public ContentManifest {
        files = files.stream()
                .sorted((left, right) -> left.path().compareTo(right.path()))
                .toList();
        for (int i = 1; i < files.size(); i++) {
            if (files.get(i).path().equals(files.get(i - 1).path())) {
                throw new IllegalArgumentException(files.get(i).path() + " comes twice");
            }
        }
    }

    /**
     * Reads every file below a folder; follows links.
     *
     * @throws IOException if a file cannot be read, or its name is none that a manifest can hold
     * @throws InterruptedException if the thread was interrupted
     */
    public static ContentManifest of(Path folder) throws IOException, InterruptedException {
        List<Entry> entries = new ArrayList<>();
        for (Path file : filesBelow(folder)) {
            entries.add(FileDigest.entry(relative(folder, file), file));
        }
        return new ContentManifest(entries);
    }

    /** The regular files below a folder, links followed. */
    public static List<Path> filesBelow(Path folder) throws IOException {
        try (Stream<Path> walk = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
            return walk.filter(Files::isRegularFile).toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static RelativePath relative(Path folder, Path file) throws IOException {
        try {
            return RelativePath.of(folder, file);
        } catch (IllegalArgumentException e) {
            throw new IOException(folder + ": " + e.getMessage(), e);
        }
    }

    /** @throws IllegalArgumentException if the text is none that {@link #text} gives */
    public static ContentManifest parse(String text) {
        if (!text.endsWith("\n")) {
            throw new IllegalArgumentException("the manifest is cut off");
        }
        return new ContentManifest(text.lines().map(ContentManifest::parseLine).toList());
    }

    private static Entry parseLine(String line) {
        Matcher matcher = LINE.matcher(line);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("no line of a manifest: " + line);
        }
        return new Entry(new RelativePath(matcher.group(3)), Long.parseLong(matcher.group(2)), matcher.group(1));
    }

    public String text() {
        return files.stream()
                .map(file -> file.digest() + " " + file.bytes() + " " + file.path() + "\n")
                .collect(Collectors.joining());
    }

    /** 64 hexadecimal digits; equal for equal content. */
    public String digest() {
        return HexFormat.of().formatHex(FileDigest.sha256().digest(text().getBytes(UTF_8)));
    }

    /** Of all files. */
    public long bytes() {
        return files.stream().mapToLong(Entry::bytes).sum();
    }
}
