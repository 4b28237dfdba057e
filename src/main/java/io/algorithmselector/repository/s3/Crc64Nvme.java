package io.algorithmselector.repository.s3;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.zip.Checksum;

/**
 * The 64-bit CRC of the NVM Express specification, which S3 computes for every object that comes without a checksum. The JDK has
 * none, and the SDK has one in native code only. Reflected; polynomial 0xAD93D23594C93659; begins with all ones and ends
 * inverted. Takes eight bytes a step through eight tables.
 */
final class Crc64Nvme implements Checksum {
    private static final long[][] TABLES = tables();
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private long state = -1;

    private static long[][] tables() {
        long[][] tables = new long[8][256];
        for (int value = 0; value < 256; value++) {
            long crc = value;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 1) == 0 ? crc >>> 1 : (crc >>> 1) ^ CrcPolynomial.CRC64NVME.reflected();
            }
            tables[0][value] = crc;
        }
        for (int table = 1; table < 8; table++) {
            for (int value = 0; value < 256; value++) {
                long before = tables[table - 1][value];
                tables[table][value] = (before >>> 8) ^ tables[0][(int) before & 0xFF];
            }
        }
        return tables;
    }

    @Override
    public void update(int value) {
        state = (state >>> 8) ^ TABLES[0][(int) (state ^ value) & 0xFF];
    }

    @Override
    public void update(byte[] bytes, int offset, int length) {
        int end = offset + length;
        int next = offset;
        long crc = state;
        for (; end - next >= Long.BYTES; next += Long.BYTES) {
            crc = step(crc ^ (long) LONGS.get(bytes, next));
        }
        state = crc;
        for (; next < end; next++) {
            update(bytes[next]);
        }
    }

    private static long step(long word) {
        return TABLES[7][(int) word & 0xFF]
                ^ TABLES[6][(int) (word >>> 8) & 0xFF]
                ^ TABLES[5][(int) (word >>> 16) & 0xFF]
                ^ TABLES[4][(int) (word >>> 24) & 0xFF]
                ^ TABLES[3][(int) (word >>> 32) & 0xFF]
                ^ TABLES[2][(int) (word >>> 40) & 0xFF]
                ^ TABLES[1][(int) (word >>> 48) & 0xFF]
                ^ TABLES[0][(int) (word >>> 56)];
    }

    @Override
    public long getValue() {
        return ~state;
    }

    @Override
    public void reset() {
        state = -1;
    }
}
