package io.algorithmselector.repository.s3;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/** What S3 computes checksums with, as far as it can be computed here. */
enum ChecksumAlgorithm {
    CRC64NVME,
    CRC32,
    CRC32C,
    SHA256,
    SHA1,
    SHA512,
    MD5;

    /** Its name in an answer of the SDK's. */
    String member() {
        return "Checksum" + name();
    }

    RunningChecksum start() {
        return switch (this) {
            case CRC64NVME -> RunningChecksum.of(new Crc64Nvme(), Long.BYTES);
            case CRC32 -> RunningChecksum.of(new CRC32(), Integer.BYTES);
            case CRC32C -> RunningChecksum.of(new CRC32C(), Integer.BYTES);
            case SHA256 -> RunningChecksum.of(digest("SHA-256"));
            case SHA1 -> RunningChecksum.of(digest("SHA-1"));
            case SHA512 -> RunningChecksum.of(digest("SHA-512"));
            case MD5 -> RunningChecksum.of(digest("MD5"));
        };
    }

    private static MessageDigest digest(String name) {
        try {
            return MessageDigest.getInstance(name);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java platform has no " + name, e);
        }
    }
}
