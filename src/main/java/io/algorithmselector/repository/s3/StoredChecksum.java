package io.algorithmselector.repository.s3;

import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.core.SdkPojo;

/**
 * The checksum that the store keeps with an object: one that its uploader or S3 has computed, or else the MD5 that is the entity tag
 * of an object uploaded in one piece and not encrypted.
 *
 * @param value in base 64; a composite one, of an upload in parts, ends in {@code -} and the number of parts, and is the checksum of
 *     the parts' checksums
 */
record StoredChecksum(ChecksumAlgorithm algorithm, String value) {
    // An upload in parts has a tag with their number, and other stores have tags of other forms.
    private static final Pattern MD5_TAG = Pattern.compile("\"?([0-9a-fA-F]{32})\"?");

    /** Empty if the answer tells none, or one of a kind that this does not compute (the XXHash family). */
    static Optional<StoredChecksum> of(SdkPojo answer) {
        for (ChecksumAlgorithm algorithm : ChecksumAlgorithm.values()) {
            Optional<String> value = field(answer, algorithm.member());
            if (value.isPresent()) {
                return Optional.of(new StoredChecksum(algorithm, value.get()));
            }
        }
        // Of an encrypted object the tag may look like an MD5 and be none.
        boolean encrypted = field(answer, "ServerSideEncryption").isPresent()
                || field(answer, "SSECustomerAlgorithm").isPresent();
        return encrypted ? Optional.empty() : field(answer, "ETag").flatMap(StoredChecksum::ofTag);
    }

    private static Optional<String> field(SdkPojo answer, String name) {
        return answer.sdkFields().stream()
                .filter(field -> field.memberName().equals(name))
                .findFirst()
                .map(field -> (String) field.getValueOrDefault(answer));
    }

    private static Optional<StoredChecksum> ofTag(String tag) {
        Matcher matcher = MD5_TAG.matcher(tag);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        byte[] value = HexFormat.of().parseHex(matcher.group(1));
        return Optional.of(
                new StoredChecksum(ChecksumAlgorithm.MD5, Base64.getEncoder().encodeToString(value)));
    }

    boolean isComposite() {
        return value.indexOf('-') >= 0;
    }

    /** Of the upload that a composite checksum is of; 0 if that number is none. */
    int parts() {
        try {
            return Integer.parseInt(value.substring(value.indexOf('-') + 1));
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    boolean matches(byte[] computed) {
        String expected = isComposite() ? value.substring(0, value.indexOf('-')) : value;
        return Base64.getEncoder().encodeToString(computed).equals(expected);
    }
}
