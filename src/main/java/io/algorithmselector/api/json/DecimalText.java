package io.algorithmselector.api.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.math.BigDecimal;
import java.nio.ByteOrder;

/**
 * Floating-point numbers in JSON. As TensorFlow Serving writes them: with six digits in the manner of C's {@code %g} if that reads
 * back as the same number, else with all digits that it can need (9 for a float, 17 for a double). Or with no more digits than it
 * takes to read back as the same number. {@code .0} is appended to what would look like a whole number; {@code NaN},
 * {@code Infinity} and {@code -Infinity} are bare words.
 *
 * <p>Not thread-safe.
 */
final class DecimalText {
    /** The longest: sign, first digit, point, 16 digits, {@code e-324}. */
    static final int MAX_LENGTH = 24;

    private static final int SHORT = 6;
    private static final int FLOAT = 9;
    private static final int DOUBLE = 17;
    /** More than half the distance to the neighbouring number, in units of the 9th or 17th digit. */
    private static final int SLACK = 64;
    /** The bits of a double that a float does not have, when they stand exactly between two floats. */
    private static final long BETWEEN_FLOATS = 1L << 28;

    private static final VarHandle PAIR =
            MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    /** The two bytes of 00, 01, 02 to 99. */
    private static final short[] PAIRS = new short[100];

    static {
        for (int i = 0; i < PAIRS.length; i++) {
            PAIRS[i] = (short) ('0' + i / 10 | '0' + i % 10 << Byte.SIZE);
        }
    }

    private final DecimalDigits decimal = new DecimalDigits();
    private final ShortestDecimal shortest = new ShortestDecimal();

    /** Writes at {@code place}, where there must be room for {@link #MAX_LENGTH}; the place after the number. */
    int write(float value, byte[] out, int place) {
        return write(value, out, place, FLOAT);
    }

    /** As {@link #write(float, byte[], int)}. */
    int write(double value, byte[] out, int place) {
        return write(value, out, place, DOUBLE);
    }

    private int write(double value, byte[] out, int place, int fullDigits) {
        int at = begin(value, out, place);
        return at >= 0 ? at : sixOrAll(Math.abs(value), out, ~at, fullDigits);
    }

    /** As {@link #write(float, byte[], int)}, with as few digits as read back as the number. */
    int writeShortest(float value, byte[] out, int place) {
        int at = begin(value, out, place);
        if (at >= 0) {
            return at;
        }
        shortest.compute(Math.abs(value));
        return layOutShortest(out, ~at, FLOAT);
    }

    /** As {@link #writeShortest(float, byte[], int)}. */
    int writeShortest(double value, byte[] out, int place) {
        int at = begin(value, out, place);
        if (at >= 0) {
            return at;
        }
        shortest.compute(Math.abs(value));
        return layOutShortest(out, ~at, DOUBLE);
    }

    private int layOutShortest(byte[] out, int at, int fullDigits) {
        long digits = shortest.digits();
        int length = DecimalDigits.length(digits);
        return layOut(digits, shortest.exponent() + length - 1, length, fullDigits, out, at);
    }

    /**
     * Writes the sign, and all of what is not finite or a small whole number.
     *
     * @return the place after it; if there is more to write, its complement
     */
    private static int begin(double value, byte[] out, int place) {
        if (Double.isNaN(value)) {
            return ascii("NaN", out, place);
        }
        int at = place;
        if (Double.doubleToRawLongBits(value) < 0) {
            out[at++] = '-';
        }
        double positive = Math.abs(value);
        int whole = (int) positive;
        if (positive == whole && whole < 1_000_000) {
            return whole(whole, out, at);
        }
        return positive == Double.POSITIVE_INFINITY ? ascii("Infinity", out, at) : ~at;
    }

    /** Writes six digits if they read back as the number, else all. */
    private int sixOrAll(double positive, byte[] out, int at, int fullDigits) {
        boolean isFloat = fullDigits == FLOAT;
        if (positive < (isFloat ? Float.MIN_NORMAL : Double.MIN_NORMAL)) {
            decimal.compute(positive, SHORT);
            if (readsBack(decimal.digits(), decimal.exponent(), positive, isFloat)) {
                return layOut(decimal.digits(), decimal.exponent(), SHORT, SHORT, out, at);
            }
            decimal.compute(positive, fullDigits);
        } else {
            decimal.compute(positive, fullDigits);
            long unit = DecimalDigits.ten(fullDigits - SHORT);
            long six = (decimal.digits() + SLACK) / unit;
            if (decimal.digits() + SLACK - six * unit <= 2 * SLACK) {
                // so near to six digits that there is no doubt about how the number rounds to them
                boolean carried = six == DecimalDigits.ten(SHORT);
                int exponent = carried ? decimal.exponent() + 1 : decimal.exponent();
                long digits = carried ? six / 10 : six;
                if (readsBack(digits, exponent, positive, isFloat)) {
                    return layOut(digits, exponent, SHORT, SHORT, out, at);
                }
            }
        }
        return layOut(decimal.digits(), decimal.exponent(), fullDigits, fullDigits, out, at);
    }

    private static boolean readsBack(long digits, int exponent, double positive, boolean isFloat) {
        int power = exponent - SHORT + 1;
        return (isFloat ? readAsFloat(digits, power) : DecimalRounding.toDouble(digits, power)) == positive;
    }

    private static float readAsFloat(long digits, int power) {
        double near = DecimalRounding.toDouble(digits, power);
        boolean between = (Double.doubleToRawLongBits(near) & 2 * BETWEEN_FLOATS - 1) == BETWEEN_FLOATS;
        if (between || near < Float.MIN_NORMAL) {
            // rounding twice could go astray
            return BigDecimal.valueOf(digits, -power).floatValue();
        }
        return (float) near;
    }

    private static int whole(int value, byte[] out, int at) {
        int length = value == 0 ? 1 : DecimalDigits.length(value);
        return ascii(".0", out, digits(value, length, out, at));
    }

    /** Writes {@code precision} digits, without an exponent if it is not small and at most {@code maxPlain} - 1. */
    private static int layOut(long all, int exponent, int precision, int maxPlain, byte[] out, int at) {
        long digits = withoutZeros(all);
        int length = digits == all ? precision : DecimalDigits.length(digits);
        if (exponent < -4 || exponent >= maxPlain) {
            return scientific(digits, length, exponent, out, at);
        }
        if (exponent < 0) {
            return digits(digits, length, out, zeros(-1 - exponent, out, ascii("0.", out, at)));
        }
        if (length > exponent + 1) {
            return withPoint(digits, length, exponent + 1, out, at);
        }
        return ascii(".0", out, zeros(exponent + 1 - length, out, digits(digits, length, out, at)));
    }

    /** Most numbers end in none, or in many: eight at a time, then four, two, one. */
    private static long withoutZeros(long number) {
        long rest = number;
        while (rest % 100_000_000 == 0) {
            rest /= 100_000_000;
        }
        rest = rest % 10_000 == 0 ? rest / 10_000 : rest;
        rest = rest % 100 == 0 ? rest / 100 : rest;
        return rest % 10 == 0 ? rest / 10 : rest;
    }

    private static int scientific(long digits, int length, int exponent, byte[] out, int place) {
        int at = length > 1 ? withPoint(digits, length, 1, out, place) : digits(digits, 1, out, place);
        out[at++] = 'e';
        out[at++] = (byte) (exponent < 0 ? '-' : '+');
        int distance = Math.abs(exponent);
        return digits(distance, distance < 100 ? 2 : 3, out, at);
    }

    /** The digits go one place too far at first, and those before the point back. */
    private static int withPoint(long digits, int length, int before, byte[] out, int at) {
        int end = digits(digits, length, out, at + 1);
        for (int i = at; i < at + before; i++) {
            out[i] = out[i + 1];
        }
        out[at + before] = '.';
        return end;
    }

    private static int digits(long value, int length, byte[] out, int at) {
        long rest = value;
        int i = at + length - 2;
        while (i >= at) {
            long hundreds = rest / 100;
            PAIR.set(out, i, PAIRS[(int) (rest - 100 * hundreds)]);
            rest = hundreds;
            i -= 2;
        }
        if (i == at - 1) {
            out[at] = (byte) ('0' + rest);
        }
        return at + length;
    }

    private static int zeros(int count, byte[] out, int at) {
        for (int i = at; i < at + count; i++) {
            out[i] = '0';
        }
        return at + count;
    }

    private static int ascii(String text, byte[] out, int at) {
        for (int i = 0; i < text.length(); i++) {
            out[at + i] = (byte) text.charAt(i);
        }
        return at + text.length();
    }
}
