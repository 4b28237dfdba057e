package io.algorithmselector.repository.s3;

import io.algorithmselector.repository.FileDigest;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.zip.Checksum;

/** A checksum while bytes still come. Not thread-safe. */
interface RunningChecksum extends FileDigest.Sink {
    /** Of all bytes so far; called once, at their end. */
    byte[] value();

    static RunningChecksum of(MessageDigest digest) {
        return new RunningChecksum() {
            @Override
            public void update(byte[] bytes, int offset, int length) {
                digest.update(bytes, offset, length);
            }

            @Override
            public byte[] value() {
                return digest.digest();
            }
        };
    }

    /** @param width how many bytes of the value count, from the lowest; S3 writes the highest of them first */
    static RunningChecksum of(Checksum checksum, int width) {
        return new RunningChecksum() {
            @Override
            public void update(byte[] bytes, int offset, int length) {
                checksum.update(bytes, offset, length);
            }

            @Override
            public byte[] value() {
                byte[] all = ByteBuffer.allocate(Long.BYTES)
                        .putLong(checksum.getValue())
                        .array();
                return Arrays.copyOfRange(all, Long.BYTES - width, Long.BYTES);
            }
        };
    }
}
