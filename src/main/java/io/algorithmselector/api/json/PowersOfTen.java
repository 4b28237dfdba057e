package io.algorithmselector.api.json;

import java.math.BigInteger;

/**
 * The powers of ten to 128 bits: {@code 10^q} is about {@code (high(q) * 2^64 + low(q)) * 2^(exponent(q) - 127)}, off by
 * less than one in the last bit. Cut off, but for q from -27 to -1, where they are rounded up: {@link DecimalRounding} then sees
 * exact quotients as such.
 */
final class PowersOfTen {
    static final int MIN = -342;
    static final int MAX = 341;
    private static final int BITS = 128;
    /** 5^27 is the largest power of five below 2^64: down to here a 64-bit number can be divisible by it. */
    private static final int MIN_EXACT_DIVISOR = -27;

    private static final long[] HIGH = new long[MAX - MIN + 1];
    private static final long[] LOW = new long[MAX - MIN + 1];

    static {
        BigInteger five = BigInteger.valueOf(5);
        BigInteger power = BigInteger.ONE;
        for (int q = 0; q <= MAX; q++) {
            store(q, normalized(power));
            power = power.multiply(five);
        }
        power = five;
        for (int q = -1; q >= MIN; q--) {
            int scale = power.bitLength() + BITS - 1;
            BigInteger reciprocal = BigInteger.ONE.shiftLeft(scale).divide(power);
            store(q, q < MIN_EXACT_DIVISOR ? reciprocal : reciprocal.add(BigInteger.ONE));
            power = power.multiply(five);
        }
    }

    private PowersOfTen() {}

    private static BigInteger normalized(BigInteger value) {
        // a negative distance shifts to the left
        return value.shiftRight(value.bitLength() - BITS);
    }

    private static void store(int q, BigInteger value) {
        HIGH[q - MIN] = value.shiftRight(Long.SIZE).longValue();
        LOW[q - MIN] = value.longValue();
    }

    static long high(int q) {
        return HIGH[q - MIN];
    }

    static long low(int q) {
        return LOW[q - MIN];
    }

    /** floor(log2(10^q)). */
    static int exponent(int q) {
        return (217_706 * q) >> 16;
    }
}
