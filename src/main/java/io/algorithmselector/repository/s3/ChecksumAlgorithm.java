package io.algorithmselector.repository.s3;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.function.Supplier;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/** What S3 computes checksums with, as far as it can be computed here. */
enum ChecksumAlgorithm {
    CRC64NVME("ChecksumCRC64NVME", () -> RunningChecksum.of(new Crc64Nvme(), Long.BYTES)),
    CRC32("ChecksumCRC32", () -> RunningChecksum.of(new CRC32(), Integer.BYTES)),
    CRC32C("ChecksumCRC32C", () -> RunningChecksum.of(new CRC32C(), Integer.BYTES)),
    SHA256("ChecksumSHA256", () -> RunningChecksum.of(digest("SHA-256"))),
    SHA1("ChecksumSHA1", () -> RunningChecksum.of(digest("SHA-1"))),
    SHA512("ChecksumSHA512", () -> RunningChecksum.of(digest("SHA-512"))),
    MD5("ChecksumMD5", () -> RunningChecksum.of(digest("MD5")));

    private final String member;
    private final Supplier<RunningChecksum> start;

    ChecksumAlgorithm(String member, Supplier<RunningChecksum> start) {
        this.member = member;
        this.start = start;
    }

    /** Its name in an answer. */
    String member() {
        return member;
    }

    RunningChecksum start() {
        return start.get();
    }

    private static MessageDigest digest(String name) {
        try {
            return MessageDigest.getInstance(name);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java platform has no " + name, e);
        }
    }
}
