package io.algorithmselector.repository;

import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * A file's place inside its version, with {@code /} between the names. Whatever a store calls its objects, a value of this
 * type stays below the folder it is resolved in.
 */
public record RelativePath(String value) implements Comparable<RelativePath> {
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

    /** @throws IllegalArgumentException that says what is wrong with the path */
    public RelativePath {
        if (value.indexOf('\\') >= 0) {
            throw new IllegalArgumentException("'" + value + "' contains a backslash");
        }
        if (CONTROL.matcher(value).find()) {
            throw new IllegalArgumentException(
                    "'" + CONTROL.matcher(value).replaceAll("?") + "' contains a control character");
        }
        for (String name : value.split("/", -1)) {
            if (name.isEmpty() || name.equals(".") || name.equals("..")) {
                throw new IllegalArgumentException("'" + value + "' contains the name '" + name + "'");
            }
        }
    }

    /** The path of {@code file} as seen from {@code folder}, which is above it. */
    public static RelativePath of(Path folder, Path file) {
        StringBuilder path = new StringBuilder();
        for (Path name : folder.relativize(file)) {
            path.append(path.isEmpty() ? "" : "/").append(name);
        }
        return new RelativePath(path.toString());
    }

    public Path in(Path folder) {
        return folder.resolve(value);
    }

    @Override
    public int compareTo(RelativePath other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
