package io.algorithmselector.repository.s3;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/** Which checksum an answer tells; the MD5 of "0123456789" is md5sum's. */
final class StoredChecksumTest {
    private static final String TAG = "\"781e5e245d69b566979b86e28d23f2c7\"";
    private static final StoredChecksum MD5 = new StoredChecksum(ChecksumAlgorithm.MD5, "eB5eJF1ptWaXm4bijSPyxw==");

    @Test
    void of_tagOfAnUploadInOnePiece_isItsMd5() {
        assertThat(StoredChecksum.of(answer().eTag(TAG).build())).contains(MD5);
        assertThat(StoredChecksum.of(answer().eTag(TAG.replace("\"", "")).build()))
                .contains(MD5);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"781e5e245d69b566979b86e28d23f2c7-2\"",
                "\"0x8DC5E3B5C6F4D10\"",
                "\"781e5e245d69b566979b86e28d23f2c\"",
                "W/\"781e5e245d69b566979b86e28d23f2c7\"",
                "\"781e5e245d69b566979b86e28d23f2cg\""
            })
    void of_anyOtherTag_isNone(String tag) {
        assertThat(StoredChecksum.of(answer().eTag(tag).build())).isEmpty();
    }

    @Test
    void of_tagOfAnEncryptedObject_isNone() {
        assertThat(StoredChecksum.of(
                        answer().eTag(TAG).serverSideEncryption("aws:kms").build()))
                .isEmpty();
        assertThat(StoredChecksum.of(
                        answer().eTag(TAG).sseCustomerAlgorithm("AES256").build()))
                .isEmpty();
    }

    @Test
    void of_checksumAndTag_isTheChecksum() {
        assertThat(StoredChecksum.of(
                        answer().eTag(TAG).checksumCRC32("poTHxg==").build()))
                .contains(new StoredChecksum(ChecksumAlgorithm.CRC32, "poTHxg=="));
    }

    private static GetObjectResponse.Builder answer() {
        return GetObjectResponse.builder();
    }
}
