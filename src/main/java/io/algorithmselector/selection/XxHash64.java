package io.algorithmselector.selection;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The 64-bit hash XXH64, written from its public specification (xxhash_spec.md, version 0.1.1): the same on every machine,
 * in every language, so that a choice made here can be recomputed anywhere.
 */
final class XxHash64 {
    private static final long P1 = 0x9E3779B185EBCA87L;
    private static final long P2 = 0xC2B2AE3D27D4EB4FL;
    private static final long P3 = 0x165667B19E3779F9L;
    private static final long P4 = 0x85EBCA77C2B2AE63L;
    private static final long P5 = 0x27D4EB2F165667C5L;
    private static final int STRIPE = 32;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private XxHash64() {}

    static long hash(byte[] bytes, long seed) {
        int stripesEnd = bytes.length - bytes.length % STRIPE;
        long start = stripesEnd == 0 ? seed + P5 : stripes(bytes, stripesEnd, seed);
        return avalanche(tail(bytes, stripesEnd, start + bytes.length));
    }

    /** The four lanes of every whole stripe, converged. */
    private static long stripes(byte[] bytes, int end, long seed) {
        long a = seed + P1 + P2;
        long b = seed + P2;
        long c = seed;
        long d = seed - P1;
        for (int at = 0; at < end; at += STRIPE) {
            a = round(a, longAt(bytes, at));
            b = round(b, longAt(bytes, at + 8));
            c = round(c, longAt(bytes, at + 16));
            d = round(d, longAt(bytes, at + 24));
        }
        long merged = Long.rotateLeft(a, 1) + Long.rotateLeft(b, 7) + Long.rotateLeft(c, 12) + Long.rotateLeft(d, 18);
        return merge(merge(merge(merge(merged, a), b), c), d);
    }

    private static long tail(byte[] bytes, int from, long start) {
        long hash = start;
        int at = from;
        for (; at + 8 <= bytes.length; at += 8) {
            hash = Long.rotateLeft(hash ^ round(0, longAt(bytes, at)), 27) * P1 + P4;
        }
        if (at + 4 <= bytes.length) {
            hash = Long.rotateLeft(hash ^ Integer.toUnsignedLong((int) INTS.get(bytes, at)) * P1, 23) * P2 + P3;
            at += 4;
        }
        for (; at < bytes.length; at++) {
            hash = Long.rotateLeft(hash ^ Byte.toUnsignedLong(bytes[at]) * P5, 11) * P1;
        }
        return hash;
    }

    private static long longAt(byte[] bytes, int at) {
        return (long) LONGS.get(bytes, at);
    }

    private static long round(long accumulator, long lane) {
        return Long.rotateLeft(accumulator + lane * P2, 31) * P1;
    }

    private static long merge(long merged, long accumulator) {
        return (merged ^ round(0, accumulator)) * P1 + P4;
    }

    private static long avalanche(long hash) {
        long mixed = (hash ^ hash >>> 33) * P2;
        mixed = (mixed ^ mixed >>> 29) * P3;
        return mixed ^ mixed >>> 32;
    }
}
