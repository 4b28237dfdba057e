package io.algorithmselector.api.json;

import io.algorithmselector.model.Failure;
import io.algorithmselector.model.ServingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/**
 * Writes JSON into a growing buffer. Whoever writes sees to the structure; this sees to numbers and strings. What gets larger than an
 * array can be ends in a {@link ServingException} with {@code AtLimit}. Not thread-safe.
 */
public final class JsonWriter {
    private static final byte[] HEX = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);
    private static final int MAX_LONG_LENGTH = 20;
    /** What stands in a text for bytes that are no UTF-8: U+FFFD. */
    private static final byte[] REPLACEMENT = "\uFFFD".getBytes(StandardCharsets.UTF_8);

    /** What a Java array holds on every JVM. */
    private static final int MAX_LENGTH = Integer.MAX_VALUE - 16;

    private final DecimalText decimals = new DecimalText();
    private final int maxLength;
    private byte[] out;
    private int length;

    /** @param expectedLength in bytes; more may be written, up to the 2 GiB that an array holds */
    public JsonWriter(int expectedLength) {
        this(Math.max(64, expectedLength), MAX_LENGTH);
    }

    JsonWriter(int expectedLength, int maxLength) {
        this.maxLength = maxLength;
        this.out = new byte[expectedLength];
    }

    /** All that has been written; a copy. */
    public byte[] toBytes() {
        return Arrays.copyOf(out, length);
    }

    /** How many bytes have been written. */
    public int length() {
        return length;
    }

    /** Copies all that has been written to the start of {@code target}. */
    public void copyTo(byte[] target) {
        System.arraycopy(out, 0, target, 0, length);
    }

    /** Writes JSON as it is; ASCII only. */
    public JsonWriter raw(String json) {
        reserve(json.length());
        for (int i = 0; i < json.length(); i++) {
            out[length++] = (byte) json.charAt(i);
        }
        return this;
    }

    /** Writes one ASCII character as it is. */
    public JsonWriter raw(char json) {
        reserve(1);
        out[length++] = (byte) json;
        return this;
    }

    /** Writes a comma unless this is the first of its list. */
    public JsonWriter comma(boolean first) {
        return first ? this : raw(',');
    }

    public JsonWriter integer(long value) {
        if (value < 0) {
            if (value == Long.MIN_VALUE) {
                return raw("-9223372036854775808");
            }
            raw('-');
        }
        return unsigned(Math.abs(value));
    }

    public JsonWriter unsigned(long value) {
        reserve(MAX_LONG_LENGTH);
        long rest = value;
        int start = length;
        do {
            long quotient = Long.divideUnsigned(rest, 10);
            out[length++] = (byte) ('0' + rest - quotient * 10);
            rest = quotient;
        } while (rest != 0);
        reverse(start, length - 1);
        return this;
    }

    private void reverse(int first, int last) {
        for (int i = first, k = last; i < k; i++, k--) {
            byte swapped = out[i];
            out[i] = out[k];
            out[k] = swapped;
        }
    }

    public JsonWriter bool(boolean value) {
        return raw(value ? "true" : "false");
    }

    /** Writes the next float of a list, or the only one; see {@link DecimalText} for the form. */
    JsonWriter decimal(float value, boolean first) {
        listed(first);
        length = decimals.write(value, out, length);
        return this;
    }

    /** Writes a double as {@link #decimal(float, boolean)}. */
    JsonWriter decimal(double value, boolean first) {
        listed(first);
        length = decimals.write(value, out, length);
        return this;
    }

    /** Writes a float; see {@link DecimalText} for the form. */
    public JsonWriter decimal(float value) {
        return decimal(value, true);
    }

    /** Writes a double; see {@link DecimalText} for the form. */
    public JsonWriter decimal(double value) {
        return decimal(value, true);
    }

    /**
     * Writes the next float of a list, with as few digits as read back as the same; what is not finite as {@link DecimalText} does.
     *
     * @param first of its list; any other has a comma before it
     */
    JsonWriter shortest(float value, boolean first) {
        listed(first);
        length = decimals.writeShortest(value, out, length);
        return this;
    }

    /** Writes a double as {@link #shortest(float, boolean)}. */
    JsonWriter shortest(double value, boolean first) {
        listed(first);
        length = decimals.writeShortest(value, out, length);
        return this;
    }

    /** Makes room for a comma and a number. */
    private void listed(boolean first) {
        reserve(DecimalText.MAX_LENGTH + 1);
        if (!first) {
            out[length++] = ',';
        }
    }

    /** Writes a string; half of a surrogate pair becomes a question mark. */
    public JsonWriter string(String text) {
        return string(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Writes a string given in UTF-8; what is none of it becomes U+FFFD, so that the text stays JSON. */
    public JsonWriter string(byte[] utf8) {
        raw('"');
        int i = 0;
        while (i < utf8.length) {
            int end = plain(utf8, i);
            bytes(utf8, i, end - i);
            i = end;
            if (i < utf8.length) {
                if (utf8[i] >= 0) {
                    escape(utf8[i]);
                } else {
                    bytes(REPLACEMENT, 0, REPLACEMENT.length);
                }
                i++;
            }
        }
        return raw('"');
    }

    /** The place of the next byte that cannot stand as it is. */
    private static int plain(byte[] utf8, int from) {
        int i = from;
        while (i < utf8.length) {
            byte c = utf8[i];
            if (c >= 0x20 && c != '"' && c != '\\') {
                i++;
                continue;
            }
            int sequence = c >= 0 ? 0 : Utf8.sequenceLength(utf8, i);
            if (sequence == 0) {
                return i;
            }
            i += sequence;
        }
        return i;
    }

    private void escape(byte c) {
        raw('\\');
        switch (c) {
            case '"', '\\' -> raw((char) c);
            case '\b' -> raw('b');
            case '\f' -> raw('f');
            case '\n' -> raw('n');
            case '\r' -> raw('r');
            case '\t' -> raw('t');
            default -> raw("u00").raw((char) HEX[c >> 4]).raw((char) HEX[c & 0xF]);
        }
    }

    /** Writes {@code {"b64":"…"}}, the form of bytes that are no text. */
    public JsonWriter base64(byte[] content) {
        raw("{\"b64\":\"");
        byte[] encoded = Base64.getEncoder().encode(content);
        bytes(encoded, 0, encoded.length);
        return raw("\"}");
    }

    private void bytes(byte[] source, int from, int count) {
        reserve(count);
        System.arraycopy(source, from, out, length, count);
        length += count;
    }

    private void reserve(int more) {
        if (out.length - length >= more) {
            return;
        }
        long needed = (long) length + more;
        if (needed > maxLength) {
            throw new ServingException(new Failure.AtLimit(
                    "the answer is larger in JSON than the " + maxLength + " bytes that can be sent"));
        }
        out = Arrays.copyOf(out, (int) Math.min(maxLength, Math.max(needed, 2L * out.length)));
    }
}
