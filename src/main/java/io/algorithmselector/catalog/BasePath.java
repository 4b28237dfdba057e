package io.algorithmselector.catalog;

import io.algorithmselector.model.S3Address;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Turns what a catalogue writes for a base path into the one form that {@link ModelConfig} has: an {@link S3Address}
 * without a trailing slash, or an absolute, normalised path of this machine. Pure, but for the file system's notation.
 */
public final class BasePath {
    /** Two letters at least: a single one is a drive of Windows. */
    private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]+):.*", Pattern.DOTALL);

    private BasePath() {}

    /**
     * @param written an {@code s3://} address, or a path, absolute or relative to the folder
     * @param folder where the catalogue lies: an absolute path, or an {@code s3://} address
     * @throws IllegalArgumentException that names what is written and what is wrong with it
     */
    public static String resolve(String written, String folder) {
        if (written.isBlank()) {
            throw new IllegalArgumentException("basePath is empty");
        }
        if (S3Address.isOne(written)) {
            return address(written);
        }
        Matcher scheme = SCHEME.matcher(written);
        if (scheme.matches()) {
            throw new IllegalArgumentException("basePath '" + written + "' starts with '" + scheme.group(1)
                    + ":'; it must be an s3:// address or a path");
        }
        return path(written, folder);
    }

    private static String path(String written, String folder) {
        try {
            Path path = Path.of(written);
            if (path.isAbsolute()) {
                return path.normalize().toString();
            }
            return S3Address.isOne(folder)
                    ? below(folder, written)
                    : Path.of(folder).resolve(path).normalize().toString();
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("basePath '" + written + "' is no path: " + e.getReason(), e);
        }
    }

    private static String address(String address) {
        try {
            return S3Address.parse(address).toString();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("basePath " + e.getMessage(), e);
        }
    }

    /** Keys of S3 know no {@code ..}: it is resolved here, as a path's would be, within the bucket. */
    private static String below(String folder, String written) {
        S3Address start = S3Address.parse(folder);
        Deque<String> segments = new ArrayDeque<>();
        for (String segment : (start.prefix() + written).split("/", -1)) {
            if (segment.equals("..") && segments.pollLast() == null) {
                throw new IllegalArgumentException("basePath '" + written + "' leaves the bucket of " + folder);
            }
            if (!segment.isEmpty() && !segment.equals(".") && !segment.equals("..")) {
                segments.addLast(segment);
            }
        }
        return address(new S3Address(start.bucket(), String.join("/", segments)).toString());
    }
}
