package io.algorithmselector.api.json;

import java.nio.charset.StandardCharsets;

/**
 * Reads one number at the cursor. Decimals are correctly rounded to double: most by one exact multiplication or division, nearly
 * all others by {@link DecimalRounding}, and the rest (more than 19 digits, or too close to a tie) by the JDK.
 */
final class JsonNumber {
    /** As many decimal digits always fit an unsigned long. */
    private static final int MAX_DIGITS = 19;

    private static final int MAX_EXPONENT = 100_000;

    private final JsonCursor in;

    // The number scanned last: (-1)^negative * digits * 10^exponent.
    private boolean negative;
    private long digits;
    private int digitCount;
    private int exponent;
    private double value;
    /** The place of an integer's first digit. */
    private int scannedFrom;

    JsonNumber(JsonCursor in) {
        this.in = in;
    }

    double decimal() {
        int start = start();
        if (!JsonCursor.isDigit(in.at < in.bytes.length ? in.bytes[in.at] : JsonCursor.END)) {
            return word();
        }
        digits = 0;
        digitCount = 0;
        exponent = 0;
        whole();
        fraction();
        exponent();
        double rounded = digitCount <= MAX_DIGITS ? DecimalRounding.toDouble(digits, exponent) : Double.NaN;
        if (Double.isNaN(rounded)) {
            return Double.parseDouble(new String(in.bytes, start, in.at - start, StandardCharsets.ISO_8859_1));
        }
        return negative ? -rounded : rounded;
    }

    /** Reads any number: {@code value} has it, and {@code digits} the whole one. */
    JsonNumberKind any() {
        in.peek();
        int first = in.at;
        value = decimal();
        if (!isWhole(first, in.at)) {
            return JsonNumberKind.DECIMAL;
        }
        if (fitsLong()) {
            return JsonNumberKind.INTEGER;
        }
        boolean unsigned = !negative && fitsUnsigned(first);
        return unsigned ? JsonNumberKind.UNSIGNED : JsonNumberKind.DECIMAL;
    }

    /** The decimal read last by {@link #any}. */
    double value() {
        return value;
    }

    /** The whole number read last by {@link #any}, if it is an {@link JsonNumberKind#INTEGER}. */
    long wholeNumber() {
        return negative ? -digits : digits;
    }

    private boolean isWhole(int from, int to) {
        for (int i = from; i < to; i++) {
            if (!JsonCursor.isDigit(in.bytes[i]) && in.bytes[i] != '-') {
                return false;
            }
        }
        return true;
    }

    /** Passes over the sign; the place of the number's first byte. */
    private int start() {
        int first = in.peek();
        if (first != '-' && first != 'N' && first != 'I' && !JsonCursor.isDigit(first)) {
            throw in.unexpected("a number");
        }
        int start = in.at;
        negative = first == '-';
        if (negative) {
            in.at++;
        }
        return start;
    }

    private double word() {
        int c = in.at < in.bytes.length ? in.bytes[in.at] : JsonCursor.END;
        if (c == 'N') {
            in.word("NaN");
            return Double.NaN;
        }
        in.word("Inf");
        if (in.at < in.bytes.length && in.bytes[in.at] == 'i') {
            in.word("inity");
        }
        return negative ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    }

    private void whole() {
        int first = in.at;
        int end = run(first);
        if (in.bytes[first] == '0' && end > first + 1) {
            throw in.malformed("Invalid value.");
        }
        in.at = end;
    }

    private void fraction() {
        if (in.at < in.bytes.length && in.bytes[in.at] == '.') {
            int first = in.at + 1;
            int end = run(first);
            in.at = end;
            if (end == first) {
                throw in.malformed("Miss fraction part in number.");
            }
            exponent = first - end;
        }
    }

    /** Takes in the digits from {@code i}; the place after them. */
    private int run(int i) {
        byte[] bytes = in.bytes;
        int end = i;
        long taken = digits;
        while (end < bytes.length) {
            int digit = bytes[end] - '0';
            if (digit < 0 || digit > 9) {
                break;
            }
            taken = taken * 10 + digit;
            end++;
        }
        // Zeros in front are no digits: 0.000123 has three.
        digitCount += digits == 0 ? end - firstNonZero(i, end) : end - i;
        digits = taken;
        return end;
    }

    private int firstNonZero(int i, int end) {
        int first = i;
        while (first < end && in.bytes[first] == '0') {
            first++;
        }
        return first;
    }

    private void exponent() {
        if (in.at >= in.bytes.length || (in.bytes[in.at] | 0x20) != 'e') {
            return;
        }
        in.at++;
        boolean down = in.at < in.bytes.length && in.bytes[in.at] == '-';
        if (down || (in.at < in.bytes.length && in.bytes[in.at] == '+')) {
            in.at++;
        }
        int first = in.at;
        int power = 0;
        while (in.at < in.bytes.length && JsonCursor.isDigit(in.bytes[in.at])) {
            power = Math.min(MAX_EXPONENT, power * 10 + in.bytes[in.at++] - '0');
        }
        if (in.at == first) {
            throw in.malformed("Miss exponent in number.");
        }
        exponent += down ? -power : power;
    }

    long integer(long min, long max, String expected) {
        scanInteger(expected);
        long whole = wholeNumber();
        if (!fitsLong() || whole < min || whole > max) {
            throw outOfRange(expected);
        }
        return whole;
    }

    private boolean fitsLong() {
        return digitCount < MAX_DIGITS
                || (digitCount == MAX_DIGITS && (digits >= 0 || (negative && digits == Long.MIN_VALUE)));
    }

    long unsigned() {
        scanInteger("uint64");
        if (!fitsUnsigned(scannedFrom) || (negative && digits != 0)) {
            throw outOfRange("uint64");
        }
        return digits;
    }

    /** 20 digits that start with 1 are at least 10^19, beyond 2^63; what wrapped around 2^64 is below 2^63 again. */
    private boolean fitsUnsigned(int firstDigit) {
        return digitCount <= MAX_DIGITS || (digitCount == MAX_DIGITS + 1 && in.bytes[firstDigit] == '1' && digits < 0);
    }

    private void scanInteger(String expected) {
        int first = in.peek();
        if (first != '-' && !JsonCursor.isDigit(first)) {
            throw in.unexpected(expected);
        }
        int start = start();
        scannedFrom = in.at;
        digits = 0;
        digitCount = 0;
        if (in.at >= in.bytes.length || !JsonCursor.isDigit(in.bytes[in.at])) {
            word();
            in.at = start;
            throw in.unexpected(expected);
        }
        whole();
        if (in.at < in.bytes.length && (in.bytes[in.at] == '.' || (in.bytes[in.at] | 0x20) == 'e')) {
            in.at = start;
            throw in.unexpected(expected);
        }
    }

    private UnexpectedValue outOfRange(String expected) {
        in.at = negative ? scannedFrom - 1 : scannedFrom;
        return new UnexpectedValue("the number " + in.excerpt() + ", which is out of the range of " + expected);
    }
}
