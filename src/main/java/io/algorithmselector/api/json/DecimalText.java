package io.algorithmselector.api.json;

import java.math.BigDecimal;

/**
 * Floating-point numbers as TensorFlow Serving writes them in JSON: with six digits in the manner of C's {@code %g} if that reads
 * back as the same number, else with all digits that it can need (9 for a float, 17 for a double); {@code .0} is appended to what
 * would look like a whole number; {@code NaN}, {@code Infinity} and {@code -Infinity} are bare words.
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

    private int write(double value, byte[] target, int place, int fullDigits) {
        out = target;
        at = place;
        if (Double.isNaN(value)) {
            ascii("NaN");
            return at;
        }
        if (Double.doubleToRawLongBits(value) < 0) {
            out[at++] = '-';
        }
        double positive = Math.abs(value);
        if (positive == Double.POSITIVE_INFINITY) {
            ascii("Infinity");
        } else if (positive == (int) positive && positive < 1_000_000) {
            whole((int) positive);
        } else if (hasShortForm(positive, fullDigits)) {
            layOut(SHORT);
        } else {
            decimal.compute(positive, fullDigits);
            layOut(fullDigits);
        }
        return at;
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
        return fullDigits == FLOAT ? readsAsFloat() == positive : readsAsDouble() == positive;
    }

    private double readsAsDouble() {
        return DecimalRounding.toDouble(decimal.digits(), decimal.exponent() - SHORT + 1);
    }

    private float readsAsFloat() {
        double near = readsAsDouble();
        boolean between = (Double.doubleToRawLongBits(near) & 2 * BETWEEN_FLOATS - 1) == BETWEEN_FLOATS;
        if (between || near < Float.MIN_NORMAL) {
            // rounding twice could go astray
            return BigDecimal.valueOf(decimal.digits(), SHORT - 1 - decimal.exponent())
                    .floatValue();
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

    private void layOut(int precision) {
        long digits = decimal.digits();
        int length = precision;
        while (digits % 10 == 0) {
            digits /= 10;
            length--;
        }
        int exponent = decimal.exponent();
        if (exponent < -4 || exponent >= precision) {
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
