package io.algorithmselector.repository.s3;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * A reflected CRC that begins with all ones and ends inverted, as a ring of polynomials over GF(2): the highest of its bits is the
 * factor of x^0.
 *
 * @param reflected the generator without its highest power
 * @param width in bits, 32 or 64
 */
record CrcPolynomial(long reflected, int width) {
    static final CrcPolynomial CRC64NVME = new CrcPolynomial(0x9A6C9329AC4BC9B5L, 64);
    static final CrcPolynomial CRC32 = new CrcPolynomial(0xEDB88320L, 32);
    static final CrcPolynomial CRC32C = new CrcPolynomial(0x82F63B78L, 32);

    /**
     * The CRC of a whole from those of its parts: appending n bytes multiplies what was before by x^8n, and adds what is new.
     *
     * @param parts highest byte first
     * @param lengths of the parts in bytes
     */
    byte[] combine(List<byte[]> parts, List<Long> lengths) {
        long whole = toLong(parts.getFirst());
        for (int i = 1; i < parts.size(); i++) {
            whole = multiply(whole, power(lengths.get(i))) ^ toLong(parts.get(i));
        }
        return toBytes(whole);
    }

    /** x to the power of eight times {@code bytes}, by squaring. */
    private long power(long bytes) {
        long result = 1L << (width - 1);
        long square = 1L << (width - 1 - Byte.SIZE);
        for (long rest = bytes; rest > 0; rest >>= 1) {
            if ((rest & 1) != 0) {
                result = multiply(result, square);
            }
            square = multiply(square, square);
        }
        return result;
    }

    private long multiply(long left, long right) {
        long product = 0;
        long shifted = right;
        for (long bit = 1L << (width - 1); bit != 0; bit >>>= 1) {
            if ((left & bit) != 0) {
                product ^= shifted;
            }
            shifted = (shifted & 1) == 0 ? shifted >>> 1 : (shifted >>> 1) ^ reflected;
        }
        return product;
    }

    private long toLong(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.allocate(Long.BYTES);
        return buffer.position(Long.BYTES - width / Byte.SIZE).put(bytes).getLong(0);
    }

    private byte[] toBytes(long value) {
        byte[] all = ByteBuffer.allocate(Long.BYTES).putLong(value).array();
        return Arrays.copyOfRange(all, Long.BYTES - width / Byte.SIZE, Long.BYTES);
    }
}
