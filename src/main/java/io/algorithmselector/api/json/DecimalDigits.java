package io.algorithmselector.api.json;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * The leading decimal digits of a double's exact value, correctly rounded, ties to even: what C's {@code printf} prints. The
 * mantissa times 128 bits of a power of ten leaves no doubt but close to a tie; there, and for subnormal numbers, the JDK's
 * big decimals decide.
 *
 * <p>Not thread-safe: {@link #compute} leaves its result in the object.
 */
final class DecimalDigits {
    /** log10(2) * 2^32. */
    private static final long LOG10_2 = 1_292_913_986L;

    private static final long[] TENS = new long[19];

    static {
        TENS[0] = 1;
        for (int i = 1; i < TENS.length; i++) {
            TENS[i] = 10 * TENS[i - 1];
        }
    }

    private long digits;
    private int exponent;
    private boolean nearTie;

    /** The digits of the last result as a whole number. */
    long digits() {
        return digits;
    }

    /** The power of ten of the last result's first digit. */
    int exponent() {
        return exponent;
    }

    /** 10^n, for n from 0 to 18. */
    static long ten(int n) {
        return TENS[n];
    }

    /** How many digits a number from 1 to below 10^18 has. */
    static int length(long number) {
        // bits * log10(2): right, or one too few
        int least = ((Long.SIZE - Long.numberOfLeadingZeros(number)) * 1233) >> 12;
        return number < TENS[least] ? least : least + 1;
    }

    /**
     * Rounds to {@code count} digits.
     *
     * @param value finite and above 0
     * @param count from 2 to 17
     */
    void compute(double value, int count) {
        if (value < Double.MIN_NORMAL) {
            exact(value, count);
            return;
        }
        long bits = Double.doubleToRawLongBits(value);
        int binary = (int) (bits >>> 52) - 1023;
        long mantissa = (bits << 11) | Long.MIN_VALUE;
        int power = (int) ((LOG10_2 * binary) >> 32);
        // 2^binary has its first digit there; the value, up to twice as large, perhaps one place higher
        if (!scale(mantissa, binary, power, count) && !scale(mantissa, binary, power + 1, count)) {
            throw new AssertionError(value);
        }
        if (nearTie) {
            exact(value, count);
        }
    }

    /** Rounds value / 10^power to {@code count} digits, unless it has a digit more. */
    private boolean scale(long mantissa, int binary, int power, int count) {
        int q = count - 1 - power;
        long high = Math.unsignedMultiplyHigh(mantissa, PowersOfTen.high(q));
        long middle = mantissa * PowersOfTen.high(q);
        long carry = Math.unsignedMultiplyHigh(mantissa, PowersOfTen.low(q));
        middle += carry;
        if (Long.compareUnsigned(middle, carry) < 0) {
            high++;
        }
        // value * 10^q = (high, middle, …) * 2^-(shift + 128): the whole part lies in high
        int shift = 62 - binary - PowersOfTen.exponent(q);
        long whole = high >>> shift;
        long fraction = (high << (Long.SIZE - shift)) | (middle >>> shift);
        if (whole >= TENS[count]) {
            return false;
        }
        // The power is off by less than one in its last bit, the fraction so by less than two.
        nearTie = Long.compareUnsigned(fraction - Long.MIN_VALUE + 2, 4) <= 0;
        set(fraction < 0 ? whole + 1 : whole, power, count);
        return true;
    }

    private void exact(double value, int count) {
        BigDecimal rounded = new BigDecimal(value).round(new MathContext(count, RoundingMode.HALF_EVEN));
        int precision = rounded.precision();
        long unscaled = rounded.unscaledValue().longValueExact();
        set(unscaled * TENS[count - precision], precision - 1 - rounded.scale(), count);
    }

    private void set(long rounded, int power, int count) {
        boolean overflow = rounded == TENS[count];
        digits = overflow ? TENS[count - 1] : rounded;
        exponent = overflow ? power + 1 : power;
    }
}
