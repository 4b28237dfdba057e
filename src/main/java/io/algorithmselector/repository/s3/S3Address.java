package io.algorithmselector.repository.s3;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in the store.
 *
 * @param key of an object, or what the keys below the place begin with; without leading and trailing slashes, empty for the
 *     whole bucket
 */
record S3Address(String bucket, String key) {
    private static final Pattern ADDRESS = Pattern.compile("s3://([^/]+)(?:/(.*?))?/*", Pattern.DOTALL);

    /** @throws IllegalArgumentException that names the address */
    static S3Address parse(String address) {
        Matcher matcher = ADDRESS.matcher(address);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(address + " is not s3://bucket or s3://bucket/prefix");
        }
        String key = matcher.group(2) == null ? "" : matcher.group(2);
        if (key.startsWith("/")) {
            throw new IllegalArgumentException(address + " has an empty name before its prefix");
        }
        return new S3Address(matcher.group(1), key);
    }

    /** What the keys below this place begin with. */
    String prefix() {
        return key.isEmpty() ? "" : key + "/";
    }

    S3Address child(String name) {
        return new S3Address(bucket, prefix() + name);
    }

    @Override
    public String toString() {
        return key.isEmpty() ? "s3://" + bucket : "s3://" + bucket + "/" + key;
    }
}
