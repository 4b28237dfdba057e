package io.algorithmselector.catalog;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Turns what a catalogue writes for a base path into the one form that {@link ModelConfig} has: an {@code s3://} address
 * without a trailing slash, or an absolute, normalised path of this machine. Pure, but for the file system's notation.
 */
public final class BasePath {
    private static final String S3 = "s3://";

    /** Two letters at least: a single one is a drive of Windows. */
    private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]+):.*", Pattern.DOTALL);

    private static final Pattern BUCKET = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]+");

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
        if (written.startsWith(S3)) {
            return address(written, withoutTrailingSlashes(written));
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
            return folder.startsWith(S3)
                    ? below(folder, written)
                    : Path.of(folder).resolve(path).normalize().toString();
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("basePath '" + written + "' is no path: " + e.getReason(), e);
        }
    }

    /** The address, if it is one. */
    private static String address(String written, String address) {
        String bucket = address.substring(S3.length()).split("/", 2)[0];
        if (!BUCKET.matcher(bucket).matches()) {
            throw new IllegalArgumentException(
                    "basePath '" + written + "' names no bucket; it must be s3://bucket or s3://bucket/prefix");
        }
        return address;
    }

    /** Keys of S3 know no {@code ..}: it is resolved here, as a path's would be, within the bucket. */
    private static String below(String folder, String written) {
        String[] start = folder.substring(S3.length()).split("/", 2);
        Deque<String> segments = new ArrayDeque<>();
        for (String segment : ((start.length == 2 ? start[1] + "/" : "") + written).split("/", -1)) {
            if (segment.equals("..") && segments.pollLast() == null) {
                throw new IllegalArgumentException("basePath '" + written + "' leaves the bucket of " + folder);
            }
            if (!segment.isEmpty() && !segment.equals(".") && !segment.equals("..")) {
                segments.addLast(segment);
            }
        }
        return withoutTrailingSlashes(S3 + start[0] + "/" + String.join("/", segments));
    }

    private static String withoutTrailingSlashes(String address) {
        int end = address.length();
        while (end > S3.length() && address.charAt(end - 1) == '/') {
            end--;
        }
        return address.substring(0, end);
    }
}
