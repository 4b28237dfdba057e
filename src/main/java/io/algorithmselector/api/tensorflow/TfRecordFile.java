package io.algorithmselector.api.tensorflow;

import io.algorithmselector.model.ErrorCode;
import io.algorithmselector.model.Failure;
import io.algorithmselector.model.ServingException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Reads an uncompressed TFRecord file, record by record ({@code tensorflow/core/lib/io/record_reader.cc}): each is its length (8
 * bytes), the masked CRC-32C of that, the data and the masked CRC-32C of those, all little-endian. What is told is checked first, so
 * that a broken length does not take memory. For one thread.
 */
final class TfRecordFile implements AutoCloseable {
    private static final int MASK_DELTA = 0xa282ead8;
    private static final int MASK_ROTATION = 15;
    private static final int HEADER = Long.BYTES + Integer.BYTES;

    private final InputStream in;
    private long left;

    TfRecordFile(Path file) throws IOException {
        left = Files.size(file);
        in = new BufferedInputStream(Files.newInputStream(file));
    }

    /**
     * The next record's data; null at the end of the file.
     *
     * @throws ServingException with code DATA_LOSS if the file ends within a record, or a checksum is wrong
     */
    byte @Nullable [] next() throws IOException {
        if (left == 0) {
            return null;
        }
        ByteBuffer header = ByteBuffer.wrap(read(HEADER)).order(ByteOrder.LITTLE_ENDIAN);
        long length = header.getLong();
        requireChecksum("length", header.getInt(), header.array(), Long.BYTES);
        if (length < 0 || length > left - Integer.BYTES || length > Integer.MAX_VALUE - HEADER) {
            throw truncated();
        }
        byte[] data = read((int) length);
        int checksum = ByteBuffer.wrap(read(Integer.BYTES))
                .order(ByteOrder.LITTLE_ENDIAN)
                .getInt();
        requireChecksum("data", checksum, data, data.length);
        return data;
    }

    private byte[] read(int count) throws IOException {
        byte[] bytes = in.readNBytes((int) Math.min(count, left));
        left -= bytes.length;
        if (bytes.length < count) {
            throw truncated();
        }
        return bytes;
    }

    private static void requireChecksum(String what, int written, byte[] bytes, int count) {
        if (masked(bytes, count) != written) {
            throw broken("the checksum of its " + what + " is wrong; the file must be an uncompressed TFRecord file");
        }
    }

    /** TensorFlow's mask: a checksum of data that hold checksums would be a weak one. */
    static int masked(byte[] bytes, int count) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, count);
        return Integer.rotateRight((int) crc.getValue(), MASK_ROTATION) + MASK_DELTA;
    }

    private static ServingException truncated() {
        return broken("the file ends within it");
    }

    private static ServingException broken(String reason) {
        return new ServingException(new Failure.EngineFailed(ErrorCode.DATA_LOSS, reason));
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
