package io.algorithmselector.api.json;

/**
 * From {@code digits * 10^exponent} to the nearest double, ties to even, without big numbers. Small cases are exact in doubles
 * (Clinger, "How to read floating point numbers accurately", 1990); the others follow Eisel and Lemire: the digits times 128
 * bits of the power of ten leave no doubt about the rounding but for a few inputs, and those are told apart (Lemire, "Number
 * parsing at a gigabyte per second", 2021).
 */
final class DecimalRounding {
    private static final int MANTISSA_BITS = 52;
    private static final long HIDDEN_BIT = 1L << MANTISSA_BITS;
    private static final int INFINITE_EXPONENT = 0x7FF;
    private static final int BIAS = 1023;
    /** The product's bits below the mantissa, one rounding bit and one spare bit. */
    private static final int BELOW = Long.SIZE - MANTISSA_BITS - 3;

    private static final int MAX_EXACT_POWER = 22;
    private static final double[] EXACT = {
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22
    };

    private DecimalRounding() {}

    /**
     * @param digits unsigned
     * @return NaN if this cannot tell
     */
    static double toDouble(long digits, int exponent) {
        if (digits >= 0 && digits <= 2 * HIDDEN_BIT && Math.abs(exponent) <= MAX_EXACT_POWER) {
            return exponent < 0 ? digits / EXACT[-exponent] : digits * EXACT[exponent];
        }
        if (digits == 0 || exponent < PowersOfTen.MIN) {
            return 0;
        }
        return exponent > 308 ? Double.POSITIVE_INFINITY : byProduct(digits, exponent);
    }

    private static double byProduct(long digits, int q) {
        int leadingZeros = Long.numberOfLeadingZeros(digits);
        long w = digits << leadingZeros;
        long high = Math.unsignedMultiplyHigh(w, PowersOfTen.high(q));
        long low = w * PowersOfTen.high(q);
        if ((high & (1L << BELOW) - 1) == (1L << BELOW) - 1) {
            long more = Math.unsignedMultiplyHigh(w, PowersOfTen.low(q));
            low += more;
            if (Long.compareUnsigned(low, more) < 0) {
                high++;
            }
            if (low == -1 && (q < -27 || q > 55)) {
                return Double.NaN;
            }
        }
        int upper = (int) (high >>> 63);
        long mantissa = high >>> (upper + BELOW);
        int exponent = PowersOfTen.exponent(q) + 63 + upper - leadingZeros + BIAS;
        if (exponent <= 0) {
            return subnormal(mantissa, exponent);
        }
        if (Long.compareUnsigned(low, 1) <= 0
                && q >= -4
                && q <= 23
                && (mantissa & 3) == 1
                && mantissa << (upper + BELOW) == high) {
            mantissa--; // exactly between two doubles, and the lower one is even
        }
        return assemble((mantissa + (mantissa & 1)) >>> 1, exponent);
    }

    private static double assemble(long rounded, int exponent) {
        long mantissa = rounded;
        int biased = exponent;
        if (mantissa >= 2 * HIDDEN_BIT) {
            mantissa = HIDDEN_BIT;
            biased++;
        }
        if (biased >= INFINITE_EXPONENT) {
            return Double.POSITIVE_INFINITY;
        }
        return Double.longBitsToDouble((mantissa & HIDDEN_BIT - 1) | (long) biased << MANTISSA_BITS);
    }

    private static double subnormal(long mantissa, int exponent) {
        int shift = 1 - exponent;
        if (shift >= Long.SIZE) {
            return 0;
        }
        long shifted = mantissa >>> shift;
        long rounded = (shifted + (shifted & 1)) >>> 1;
        // A sum that reaches the hidden bit is the smallest normal number: its bits are the same.
        return Double.longBitsToDouble(rounded);
    }
}
