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
    /** More than the longest, which has sign, first digit, point, 16 digits and {@code e-324}: digits are written eight at a time. */
    static final int MAX_LENGTH = 32;

    private static final int SHORT = 6;
    private static final int FLOAT = 9;
    private static final int DOUBLE = 17;
    /** More than half the distance to the neighbouring number, in units of the 9th or 17th digit. */
    private static final int SLACK = 64;
    /** The bits of a double that a float does not have, when they stand exactly between two floats. */
    private static final long BETWEEN_FLOATS = 1L << 28;

    private static final VarHandle EIGHT = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    /** Eight digits 0. */
    private static final long ZEROS = 0x3030_3030_3030_3030L;

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
        int length = DecimalDigits.length(shortest.digits());
        long all = shortest.digits() * DecimalDigits.ten(fullDigits - length);
        return layOut(all, fullDigits, shortest.exponent() + length - 1, fullDigits, out, at);
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
                return layOutSix(decimal.digits(), decimal.exponent(), fullDigits, out, at);
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
                    return layOutSix(digits, exponent, fullDigits, out, at);
                }
            }
        }
        return layOut(decimal.digits(), fullDigits, decimal.exponent(), fullDigits, out, at);
    }

    private static int layOutSix(long digits, int exponent, int fullDigits, byte[] out, int at) {
        return layOut(digits * DecimalDigits.ten(fullDigits - SHORT), fullDigits, exponent, SHORT, out, at);
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
        return ascii(".0", out, few(value, length, out, at));
    }

    private static int few(int value, int length, byte[] out, int at) {
        int rest = value;
        for (int i = at + length - 1; i >= at; i--) {
            out[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        return at + length;
    }

    /**
     * Writes a number but for the zeros at the end of its digits, without an exponent if that is not small and below {@code maxPlain}.
     *
     * @param all so many digits
     * @param count 9 or 17
     */
    private static int layOut(long all, int count, int exponent, int maxPlain, byte[] out, int at) {
        if (exponent < -4 || exponent >= maxPlain) {
            return scientific(all, count, exponent, out, at);
        }
        if (exponent < 0) {
            int first = ascii("0.000", out, at) - 4 - exponent;
            return digits(all, count, 0, out, first);
        }
        int before = exponent + 1;
        int end = digits(all, count, before, out, at);
        return end > at + before + 1 ? end : ascii(".0", out, at + before);
    }

    private static int scientific(long all, int count, int exponent, byte[] out, int place) {
        int end = digits(all, count, 1, out, place);
        int at = end > place + 2 ? end : place + 1;
        out[at++] = 'e';
        out[at++] = (byte) (exponent < 0 ? '-' : '+');
        int distance = Math.abs(exponent);
        return few(distance, distance < 100 ? 2 : 3, out, at);
    }

    /**
     * Writes 9 or 17 digits with a point behind so many of them, without one if that is 0. They are put together in registers and
     * stored eight at a time: to load what has just been stored in smaller pieces costs as much as all else.
     *
     * @return the place after the last digit that is not 0; no point counts as behind it
     */
    private static int digits(long all, int count, int before, byte[] out, int at) {
        return count == FLOAT ? nine(all, before, out, at) : seventeen(all, before, out, at);
    }

    private static int nine(long all, int before, byte[] out, int at) {
        int first = (int) (all / 100_000_000);
        long others = eight((int) (all - 100_000_000L * first));
        out[at] = (byte) ('0' + first);
        EIGHT.set(out, at + 1, others);
        if (before == 0) {
            return at + 1 + length(others);
        }
        // those behind the point once more, one place further on
        EIGHT.set(out, at + 1 + before, before == 9 ? ZEROS : others >>> (Byte.SIZE * (before - 1)));
        out[at + before] = '.';
        return at + 2 + length(others);
    }

    private static int seventeen(long all, int before, byte[] out, int at) {
        long front = all / 100_000_000;
        int first = (int) (front / 100_000_000);
        long upper = eight((int) (front - 100_000_000L * first));
        long lower = eight((int) (all - 100_000_000 * front));
        out[at] = (byte) ('0' + first);
        EIGHT.set(out, at + 1, upper);
        if (before == 0) {
            EIGHT.set(out, at + 9, lower);
            return at + length(upper, lower);
        }
        // those behind the point once more, one place further on
        if (before <= 9) {
            EIGHT.set(out, at + 1 + before, upper >>> (Byte.SIZE * (before - 1)));
            EIGHT.set(out, at + 10, lower);
        } else {
            EIGHT.set(out, at + 9, lower);
            EIGHT.set(out, at + 1 + before, lower >>> (Byte.SIZE * (before - 9)));
        }
        out[at + before] = '.';
        return at + 1 + length(upper, lower);
    }

    /** Of the number whose digits follow the first in these two words: how many there are without the zeros at the end. */
    private static int length(long upper, long lower) {
        return lower == ZEROS ? 1 + length(upper) : 1 + Long.BYTES + length(lower);
    }

    /** The last digit stands in the word's highest byte. */
    private static int length(long eight) {
        return Long.BYTES - Long.numberOfLeadingZeros(eight ^ ZEROS) / Byte.SIZE;
    }

    /** Eight digits in a word, the first in its lowest byte: halves, then quarters, then single digits, all of one kind at once. */
    private static long eight(int value) {
        int high = value / 10_000;
        long fours = high | ((long) (value - 10_000 * high) << Integer.SIZE);
        long hundreds = ((fours * 10_486) >>> 20) & 0x7F_0000_007FL;
        long pairs = hundreds | ((fours - 100 * hundreds) << Short.SIZE);
        long tens = ((pairs * 103) >>> 10) & 0x000F_000F_000F_000FL;
        return (tens | ((pairs - 10 * tens) << Byte.SIZE)) + ZEROS;
    }

    private static int ascii(String text, byte[] out, int at) {
        for (int i = 0; i < text.length(); i++) {
            out[at + i] = (byte) text.charAt(i);
        }
        return at + text.length();
    }
}
