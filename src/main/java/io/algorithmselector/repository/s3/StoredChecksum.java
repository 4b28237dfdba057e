package io.algorithmselector.repository.s3;

import java.util.Base64;
import java.util.Optional;
import software.amazon.awssdk.core.SdkPojo;

/**
 * The checksum that the store keeps with an object.
 *
 * @param value in base 64; a composite one, of an upload in parts, ends in {@code -} and the number of parts, and is the checksum of
 *     the parts' checksums
 */
record StoredChecksum(ChecksumAlgorithm algorithm, String value) {
    /** Empty if the answer tells none, or one of a kind that this does not compute (the XXHash family). */
    static Optional<StoredChecksum> of(SdkPojo answer) {
        for (ChecksumAlgorithm algorithm : ChecksumAlgorithm.values()) {
            Optional<String> value = answer.sdkFields().stream()
                    .filter(field -> field.memberName().equals(algorithm.member()))
                    .findFirst()
                    .map(field -> (String) field.getValueOrDefault(answer));
            if (value.isPresent()) {
                return Optional.of(new StoredChecksum(algorithm, value.get()));
            }
        }
        return Optional.empty();
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
