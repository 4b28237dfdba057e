package io.algorithmselector.api.tensorflow;

import io.algorithmselector.model.ServingException;
import java.util.Arrays;

/**
 * Writes the wire format of protocol buffers, where the message's parts come one by one: tags, lengths, numbers, bytes. Grows, is
 * used again after {@link #clear}. Not thread-safe.
 */
final class WireBuffer {
    private static final int LENGTH_DELIMITED = 2;
    private static final int MAX_VARINT = 10;
    private static final int MAX_CAPACITY = Integer.MAX_VALUE - 16;

    private final int most;
    private byte[] bytes = new byte[64];
    private int length;

    /** @param most how many bytes may be written between two calls of {@link #clear}; more are refused as invalid input */
    WireBuffer(long most) {
        this.most = (int) Math.min(MAX_CAPACITY, most);
    }

    void clear() {
        length = 0;
    }

    int length() {
        return length;
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }

    /** Begins a field of bytes, text, a message or packed numbers. */
    void field(int number, int fieldLength) {
        varint((long) number << 3 | LENGTH_DELIMITED);
        varint(fieldLength);
    }

    void varint(long value) {
        reserve(MAX_VARINT);
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            bytes[length++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[length++] = (byte) rest;
    }

    /** The length of a field with its tag and its length, of a number below 16. */
    static int fieldLength(int contentLength) {
        int size = 2 + contentLength;
        for (int rest = contentLength >>> 7; rest != 0; rest >>>= 7) {
            size++;
        }
        return size;
    }

    void float32(float value) {
        reserve(Float.BYTES);
        int bits = Float.floatToRawIntBits(value);
        for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
            bytes[length++] = (byte) (bits >>> shift);
        }
    }

    void raw(byte[] content) {
        raw(content, content.length);
    }

    void raw(WireBuffer other) {
        raw(other.bytes, other.length);
    }

    private void raw(byte[] content, int count) {
        reserve(count);
        System.arraycopy(content, 0, bytes, length, count);
        length += count;
    }

    private void reserve(int more) {
        if (bytes.length - length < more) {
            long needed = (long) length + more;
            if (needed > most) {
                throw ServingException.invalidInput("an example takes more than " + most + " bytes in memory");
            }
            bytes = Arrays.copyOf(bytes, (int) Math.min(most, Math.max(needed, 2L * bytes.length)));
        }
    }
}
