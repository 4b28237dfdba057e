package io.algorithmselector.repository.s3;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Optional;
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

    /** Whether {@link #combine} works. */
    boolean combines() {
        return switch (this) {
            case CRC64NVME, CRC32, CRC32C -> true;
            case SHA256, SHA1, SHA512, MD5 -> false;
        };
    }

    /**
     * The checksum of a whole from those of its parts.
     *
     * @param lengths of the parts in bytes
     * @return empty if it cannot be told from them, which it can of a CRC alone
     */
    Optional<byte[]> combine(List<byte[]> parts, List<Long> lengths) {
        if (parts.size() == 1) {
            return Optional.of(parts.getFirst());
        }
        return switch (this) {
            case CRC64NVME -> Optional.of(CrcPolynomial.CRC64NVME.combine(parts, lengths));
            case CRC32 -> Optional.of(CrcPolynomial.CRC32.combine(parts, lengths));
            case CRC32C -> Optional.of(CrcPolynomial.CRC32C.combine(parts, lengths));
            case SHA256, SHA1, SHA512, MD5 -> Optional.empty();
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
