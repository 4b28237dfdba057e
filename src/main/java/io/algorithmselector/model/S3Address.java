package io.algorithmselector.model;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in an S3 store: {@code s3://bucket} or {@code s3://bucket/key}. This is the one grammar of such addresses.
 *
 * @param key of an object, or what the keys below the place begin with; empty for the whole bucket. As the store gives it: what
 *     {@link #parse} demands of an address that somebody writes need not hold for a key that is listed
 */
public record S3Address(String bucket, String key) {
    private static final String SCHEME = "s3://";

    private static final Pattern ADDRESS = Pattern.compile("s3://([^/]*)(?:/(.*?))?/*", Pattern.DOTALL);

    /**
     * What some store takes. AWS demands less than 64 characters and no upper case and no underscore today, but has buckets from
     * before; other stores take them still. None takes less than three characters, or another first one.
     */
    private static final Pattern BUCKET = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{2,254}");

    /** Of a key in UTF-8, by S3's documentation. */
    private static final int MAXIMUM_KEY_BYTES = 1024;

    public static boolean isOne(String text) {
        return text.startsWith(SCHEME);
    }

    /**
     * The address of a bucket or of what lies below a prefix; trailing slashes do not count.
     *
     * @throws IllegalArgumentException that names the address, and what is wrong with it
     */
    public static S3Address parse(String address) {
        Matcher matcher = ADDRESS.matcher(address);
        if (!matcher.matches() || matcher.group(1).isEmpty()) {
            throw refused(address, "names no bucket; it must be s3://bucket or s3://bucket/prefix");
        }
        String bucket = matcher.group(1);
        if (bucket.indexOf('@') >= 0) {
            // other programs take s3://key:secret@bucket: not to be shown
            throw new IllegalArgumentException("an s3:// address holds credentials, which do not belong there");
        }
        if (!BUCKET.matcher(bucket).matches()) {
            throw refused(
                    address,
                    "names the bucket '" + bucket + "', which is not 3 to 255 letters, digits, '.', '_' and '-',"
                            + " with a letter or digit first");
        }
        String key = matcher.group(2) == null ? "" : matcher.group(2);
        requireKey(address, key);
        return new S3Address(bucket, key);
    }

    /**
     * The address of one object.
     *
     * @throws IllegalArgumentException that names the address, and what is wrong with it
     */
    public static S3Address parseObject(String address) {
        S3Address parsed = parse(address);
        if (parsed.key.isEmpty() || address.endsWith("/")) {
            throw refused(address, "names no object; it must be s3://bucket/key");
        }
        return parsed;
    }

    private static void requireKey(String address, String key) {
        if (key.startsWith("/")) {
            throw refused(address, "has an empty name after its bucket");
        }
        for (String name : List.of(key.split("/", -1))) {
            // what lies between the store and here may resolve them, or not
            if (name.equals(".") || name.equals("..")) {
                throw refused(address, "has the name '" + name + "', which means nothing in S3");
            }
        }
        if (key.chars().anyMatch(Character::isISOControl)) {
            throw refused(address, "has a control character");
        }
        if (key.getBytes(StandardCharsets.UTF_8).length > MAXIMUM_KEY_BYTES) {
            throw refused(address, "has more than " + MAXIMUM_KEY_BYTES + " bytes after its bucket");
        }
    }

    /** On one line, whatever is in it. */
    private static IllegalArgumentException refused(String address, String reason) {
        return new IllegalArgumentException("'" + address.replaceAll("\\p{Cntrl}", "?") + "' " + reason);
    }

    /** What the keys below this place begin with. */
    public String prefix() {
        return key.isEmpty() ? "" : key + "/";
    }

    public S3Address child(String name) {
        return new S3Address(bucket, prefix() + name);
    }

    /** What lies around this place; the whole bucket around what lies at its top. */
    public S3Address parent() {
        return new S3Address(bucket, key.substring(0, Math.max(0, key.lastIndexOf('/'))));
    }

    @Override
    public String toString() {
        return key.isEmpty() ? SCHEME + bucket : SCHEME + bucket + "/" + key;
    }
}
