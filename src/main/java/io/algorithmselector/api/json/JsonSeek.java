package io.algorithmselector.api.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Jumps over values by counting brackets, several bytes at a time and without a look at what stands between: for finding a
 * member of a text that will be read properly later.
 */
final class JsonSeek {
    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long QUOTES = ONES * '"';
    /** Set in letters and brackets; not in digits, signs, commas, points, blanks and quotation marks. */
    private static final long BIT_6 = ONES << 6;

    private static final long BIT_7 = ONES << 7;

    private JsonSeek() {}

    /** The place after the value that starts at {@code from}, or the text's length if the value does not end. */
    static int afterValue(byte[] bytes, int from) {
        if (from == bytes.length) {
            return from;
        }
        return switch (bytes[from]) {
            case '"' -> afterString(bytes, from);
            case '[', '{' -> afterNested(bytes, from);
            default -> afterScalar(bytes, from);
        };
    }

    private static int afterNested(byte[] bytes, int from) {
        int depth = 0;
        int i = from;
        while (i < bytes.length) {
            i = afterPlain(bytes, i);
            int c = i < bytes.length ? bytes[i] : ' ';
            if (c == '"') {
                i = afterString(bytes, i);
                continue;
            }
            i++;
            if (c == '[' || c == '{') {
                depth++;
            } else if ((c == ']' || c == '}') && --depth == 0) {
                return i;
            }
        }
        return bytes.length;
    }

    /** Eight bytes at a time while there is neither a bracket nor a quotation mark, as in rows of numbers. */
    private static int afterPlain(byte[] bytes, int from) {
        int i = from;
        while (i <= bytes.length - Long.BYTES) {
            long word = (long) WORD.get(bytes, i);
            long zeroWhereQuote = word ^ QUOTES;
            // the usual test for a zero byte in a word
            long quotes = (zeroWhereQuote - ONES) & ~zeroWhereQuote & BIT_7;
            if (((word & BIT_6) | quotes) != 0) {
                return i;
            }
            i += Long.BYTES;
        }
        return i;
    }

    private static int afterString(byte[] bytes, int quote) {
        int i = quote + 1;
        while (i < bytes.length && bytes[i] != '"') {
            i += bytes[i] == '\\' ? 2 : 1;
        }
        return Math.min(i + 1, bytes.length);
    }

    private static int afterScalar(byte[] bytes, int from) {
        int i = from;
        while (i < bytes.length && bytes[i] != ',' && bytes[i] != '}' && bytes[i] != ']') {
            i++;
        }
        return i;
    }
}
