package io.algorithmselector.api.json;

import java.math.BigInteger;

/**
 * The shortest decimal that reads back as a given float or double, of several the nearest to it. Giulietti, "The Schubfach way to
 * render doubles" (2020): the number and the ends of the interval that rounds to it are scaled by one power of ten, so that at most
 * one multiple of ten and at least one whole number lie between the ends.
 *
 * <p>Not thread-safe: {@link #compute} leaves its result in the object.
 */
final class ShortestDecimal {
    private static final int FLOAT_BITS = 23;
    private static final int DOUBLE_BITS = 52;
    private static final long MASK_63 = Long.MAX_VALUE;
    private static final long MASK_32 = 0xFFFF_FFFFL;

    /** log10(2) and log10(3/4) times 2^41, and log2(10) times 2^38, all rounded down. */
    private static final long LOG10_2 = 661_971_961_083L;

    private static final long LOG10_3_4 = -274_743_187_321L;
    private static final long LOG2_10 = 913_124_641_741L;

    private static final int MIN_POWER = -292;
    private static final int MAX_POWER = 324;
    private static final int BITS = 126;

    /** 10^q to 126 bits, rounded up: the upper and the lower 63 of them. */
    private static final long[] HIGH = new long[MAX_POWER - MIN_POWER + 1];

    private static final long[] LOW = new long[MAX_POWER - MIN_POWER + 1];

    static {
        BigInteger power = BigInteger.ONE;
        for (int q = 0; q <= MAX_POWER; q++) {
            store(q, power.shiftRight(power.bitLength() - BITS));
            if (q > 0 && q <= -MIN_POWER) {
                store(-q, BigInteger.ONE.shiftLeft(power.bitLength() + BITS - 1).divide(power));
            }
            power = power.multiply(BigInteger.TEN);
        }
    }

    private long digits;
    private int exponent;

    private static void store(int q, BigInteger roundedDown) {
        BigInteger power = roundedDown.add(BigInteger.ONE);
        HIGH[q - MIN_POWER] = power.shiftRight(63).longValue();
        LOW[q - MIN_POWER] = power.longValue() & MASK_63;
    }

    /** The digits of the last result as a whole number; it may end in zeros. */
    long digits() {
        return digits;
    }

    /** The power of ten of the last result's last digit. */
    int exponent() {
        return exponent;
    }

    /** @param value finite and above 0 */
    void compute(float value) {
        int bits = Float.floatToRawIntBits(value);
        int biased = bits >>> FLOAT_BITS;
        int fraction = bits & ((1 << FLOAT_BITS) - 1);
        long c = biased == 0 ? fraction : fraction | (1 << FLOAT_BITS);
        int q = Math.max(biased, 1) - 1 + Float.MIN_EXPONENT - FLOAT_BITS;
        boolean regular = isRegular(fraction, biased);
        int k = power(q, regular);
        int h = q + floorLog2OfTenTo(-k) + 33;
        // 63 bits of the power do for a number of 24
        long g = HIGH[-k - MIN_POWER] + 1;
        long odd = c & 1;
        choose(
                scaled(g, (4 * c) << h),
                scaled(g, (4 * c - (regular ? 2 : 1)) << h) + odd,
                scaled(g, (4 * c + 2) << h) - odd,
                k);
    }

    /** @param value finite and above 0 */
    void compute(double value) {
        long bits = Double.doubleToRawLongBits(value);
        int biased = (int) (bits >>> DOUBLE_BITS);
        long fraction = bits & ((1L << DOUBLE_BITS) - 1);
        long c = biased == 0 ? fraction : fraction | (1L << DOUBLE_BITS);
        int q = Math.max(biased, 1) - 1 + Double.MIN_EXPONENT - DOUBLE_BITS;
        boolean regular = isRegular(fraction, biased);
        int k = power(q, regular);
        int h = q + floorLog2OfTenTo(-k) + 2;
        // the ends themselves round to an even number, and to an odd one they do not
        long odd = c & 1;
        choose(
                scaled(-k, (4 * c) << h),
                scaled(-k, (4 * c - (regular ? 2 : 1)) << h) + odd,
                scaled(-k, (4 * c + 2) << h) - odd,
                k);
    }

    /** Below a power of two the next number is only half as far away as above it. */
    private static boolean isRegular(long fraction, int biased) {
        return fraction != 0 || biased <= 1;
    }

    /** The largest power of ten that is no wider than the interval that rounds to the number. */
    private static int power(int q, boolean regular) {
        return (int) ((regular ? q * LOG10_2 : q * LOG10_2 + LOG10_3_4) >> 41);
    }

    private static int floorLog2OfTenTo(int power) {
        return (int) ((power * LOG2_10) >> 38);
    }

    /** The numbers are four times those that they stand for, and odd if that is not exact. */
    private void choose(long middle, long lower, long upper, int k) {
        long s = middle >> 2;
        if (s >= 10) {
            long tens = s / 10 * 10;
            boolean down = lower <= 4 * tens;
            boolean up = 4 * (tens + 10) <= upper;
            if (down != up) {
                set(down ? tens : tens + 10, k);
                return;
            }
        }
        boolean down = lower <= 4 * s;
        boolean up = 4 * (s + 1) <= upper;
        long toMiddle = middle - (4 * s + 2);
        boolean nearer = toMiddle < 0 || (toMiddle == 0 && (s & 1) == 0);
        set((down == up ? nearer : down) ? s : s + 1, k);
    }

    private void set(long number, int power) {
        digits = number;
        exponent = power;
    }

    /** As the other, of 63 bits of the power, and without the last 95. */
    private static long scaled(long power, long factor) {
        long high = Math.multiplyHigh(power, factor);
        return (high >>> 31) | (((high & MASK_32) + MASK_32) >>> 32);
    }

    /** {@code factor} times the power of ten, without its last 127 bits; the last bit left is set if any of them was. */
    private static long scaled(int q, long factor) {
        long high = HIGH[q - MIN_POWER];
        long below = Math.multiplyHigh(LOW[q - MIN_POWER], factor) + ((high * factor) >>> 1);
        long whole = Math.multiplyHigh(high, factor) + (below >>> 63);
        return whole | (((below & MASK_63) + MASK_63) >>> 63);
    }
}
