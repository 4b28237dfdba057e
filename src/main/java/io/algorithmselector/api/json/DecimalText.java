package io.algorithmselector.api.json;

import java.math.BigDecimal;

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
    /** Any decimal of so many digits survives a float or a double that is not subnormal. */
    private static final int SAFE_FLOAT = 6;

    private static final int SAFE_DOUBLE = 15;
    /** More than half the distance to the neighbouring number, in units of the 9th or 17th digit. */
    private static final int SLACK = 64;
    /** The bits of a double that a float does not have, when they stand exactly between two floats. */
    private static final long BETWEEN_FLOATS = 1L << 28;

    private final DecimalDigits decimal = new DecimalDigits();
    private byte[] out = new byte[0];
    private int at;

    /** Writes at {@code place}, where there must be room for {@link #MAX_LENGTH}; the place after the number. */
    int write(float value, byte[] target, int place) {
        return write(value, target, place, FLOAT);
    }

    /** As {@link #write(float, byte[], int)}. */
    int write(double value, byte[] target, int place) {
        return write(value, target, place, DOUBLE);
    }

    /** As {@link #write(float, byte[], int)}, with as few digits as read back as the number. */
    int writeShortest(float value, byte[] target, int place) {
        double positive = begin(value, target, place);
        if (positive >= 0) {
            shortest(positive, FLOAT, SAFE_FLOAT);
        }
        return at;
    }

    /** As {@link #writeShortest(float, byte[], int)}. */
    int writeShortest(double value, byte[] target, int place) {
        double positive = begin(value, target, place);
        if (positive >= 0) {
            shortest(positive, DOUBLE, SAFE_DOUBLE);
        }
        return at;
    }

    private int write(double value, byte[] target, int place, int fullDigits) {
        double positive = begin(value, target, place);
        if (positive >= 0) {
            if (hasShortForm(positive, fullDigits)) {
                layOut(decimal.digits(), decimal.exponent(), SHORT);
            } else {
                decimal.compute(positive, fullDigits);
                layOut(decimal.digits(), decimal.exponent(), fullDigits);
            }
        }
        return at;
    }

    /** Writes the sign, and all of what is not finite or a small whole number; what is left to write, or a negative number. */
    private double begin(double value, byte[] target, int place) {
        out = target;
        at = place;
        if (Double.isNaN(value)) {
            ascii("NaN");
            return -1;
        }
        if (Double.doubleToRawLongBits(value) < 0) {
            out[at++] = '-';
        }
        double positive = Math.abs(value);
        if (positive == Double.POSITIVE_INFINITY) {
            ascii("Infinity");
        } else if (positive == (int) positive && positive < 1_000_000) {
            whole((int) positive);
        } else {
            return positive;
        }
        return -1;
    }

    /**
     * Cuts the full digits down to the fewest that survive. The search starts where all do: a number that has an even shorter
     * form has it with zeros behind, which are cut off.
     */
    private void shortest(double positive, int fullDigits, int safeDigits) {
        decimal.compute(positive, fullDigits);
        double normal = fullDigits == FLOAT ? Float.MIN_NORMAL : Double.MIN_NORMAL;
        for (int precision = positive < normal ? 1 : safeDigits; precision < fullDigits; precision++) {
            long unit = DecimalDigits.ten(fullDigits - precision);
            long rounded = (decimal.digits() + unit / 2) / unit;
            // half a unit may be what rounding made of less
            boolean tie = decimal.digits() % unit == unit / 2;
            if (survives(rounded, precision, positive, fullDigits)) {
                layOutCarried(rounded, precision, fullDigits);
                return;
            }
            if (tie && survives(rounded - 1, precision, positive, fullDigits)) {
                layOutCarried(rounded - 1, precision, fullDigits);
                return;
            }
        }
        layOut(decimal.digits(), decimal.exponent(), fullDigits);
    }

    private boolean survives(long digits, int precision, double positive, int fullDigits) {
        int power = decimal.exponent() - precision + 1;
        return (fullDigits == FLOAT ? readAsFloat(digits, power) : DecimalRounding.toDouble(digits, power)) == positive;
    }

    /** Rounding up may have made a digit more of nines. */
    private void layOutCarried(long digits, int precision, int fullDigits) {
        if (digits == DecimalDigits.ten(precision)) {
            layOut(1, decimal.exponent() + 1, 1, fullDigits);
        } else {
            layOut(digits, decimal.exponent(), precision, fullDigits);
        }
    }

    /** Whether six digits read back as the number; they are then computed. */
    private boolean hasShortForm(double positive, int fullDigits) {
        double normal = fullDigits == FLOAT ? Float.MIN_NORMAL : Double.MIN_NORMAL;
        if (positive >= normal) {
            decimal.compute(positive, fullDigits);
            long unit = DecimalDigits.ten(fullDigits - SHORT);
            long rest = decimal.digits() % unit;
            if (rest > SLACK && rest < unit - SLACK) {
                return false;
            }
        }
        decimal.compute(positive, SHORT);
        int power = decimal.exponent() - SHORT + 1;
        return fullDigits == FLOAT
                ? readAsFloat(decimal.digits(), power) == positive
                : DecimalRounding.toDouble(decimal.digits(), power) == positive;
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

    private void whole(int value) {
        int length = 1;
        while (length < SHORT && value >= DecimalDigits.ten(length)) {
            length++;
        }
        digits(value, length);
        ascii(".0");
    }

    private void layOut(long all, int exponent, int precision) {
        layOut(all, exponent, precision, precision);
    }

    /** Writes {@code precision} digits, without an exponent if it is not small and at most {@code maxPlain} - 1. */
    private void layOut(long all, int exponent, int precision, int maxPlain) {
        long digits = all;
        int length = precision;
        while (digits % 10 == 0) {
            digits /= 10;
            length--;
        }
        if (exponent < -4 || exponent >= maxPlain) {
            scientific(digits, length, exponent);
        } else if (exponent < 0) {
            ascii("0.");
            zeros(-1 - exponent);
            digits(digits, length);
        } else if (length > exponent + 1) {
            int fraction = length - exponent - 1;
            digits(digits / DecimalDigits.ten(fraction), exponent + 1);
            out[at++] = '.';
            digits(digits % DecimalDigits.ten(fraction), fraction);
        } else {
            digits(digits, length);
            zeros(exponent + 1 - length);
            ascii(".0");
        }
    }

    private void scientific(long digits, int length, int exponent) {
        long unit = DecimalDigits.ten(length - 1);
        digits(digits / unit, 1);
        if (length > 1) {
            out[at++] = '.';
            digits(digits % unit, length - 1);
        }
        out[at++] = 'e';
        out[at++] = (byte) (exponent < 0 ? '-' : '+');
        int distance = Math.abs(exponent);
        digits(distance, distance < 100 ? 2 : 3);
    }

    private void digits(long value, int length) {
        long rest = value;
        for (int i = at + length - 1; i >= at; i--) {
            out[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        at += length;
    }

    private void zeros(int count) {
        for (int i = 0; i < count; i++) {
            out[at++] = '0';
        }
    }

    private void ascii(String text) {
        for (int i = 0; i < text.length(); i++) {
            out[at++] = (byte) text.charAt(i);
        }
    }
}
