package io.algorithmselector.api.json;

import java.util.Arrays;

/**
 * Reads one string at the cursor. The result is a slice: of the JSON text itself where it holds no escape, which is nearly
 * always, else of a buffer of its own.
 */
final class JsonText {
    private static final String UNCLOSED = "Missing a closing quotation mark in string.";
    private static final String BAD_ENCODING = "Invalid encoding in string.";
    private static final String BAD_SURROGATES = "The surrogate pair in string is invalid.";

    private final JsonCursor in;
    private byte[] source;
    private byte[] unescaped = new byte[0];
    private int from;
    private int to;

    JsonText(JsonCursor in) {
        this.in = in;
        this.source = in.bytes;
    }

    byte[] source() {
        return source;
    }

    int from() {
        return from;
    }

    int to() {
        return to;
    }

    /** Reads from the opening quotation mark to the closing one. */
    void read() {
        int start = in.at + 1;
        int i = plain(start);
        if (in.bytes[i] == '"') {
            source = in.bytes;
            from = start;
            to = i;
            in.at = i + 1;
        } else {
            readEscaped(start, i);
        }
    }

    /** The place of the next quotation mark or backslash. */
    private int plain(int start) {
        byte[] bytes = in.bytes;
        int i = start;
        while (i < bytes.length) {
            byte c = bytes[i];
            if (c == '"' || c == '\\') {
                return i;
            }
            if (c >= 0x20) {
                i++;
            } else {
                i += sequence(i);
            }
        }
        throw fail(UNCLOSED, i);
    }

    private int sequence(int i) {
        int length = Utf8.sequenceLength(in.bytes, i);
        if (in.bytes[i] >= 0 || length == 0) {
            throw fail(BAD_ENCODING, i);
        }
        return length;
    }

    private void readEscaped(int start, int firstEscape) {
        from = 0;
        to = 0;
        append(start, firstEscape);
        int i = firstEscape;
        while (in.bytes[i] != '"') {
            i = escape(i + 1);
            int next = plain(i);
            append(i, next);
            i = next;
        }
        source = unescaped;
        in.at = i + 1;
    }

    /** Appends what the escape at {@code i}, the byte after the backslash, stands for; the place after it. */
    private int escape(int i) {
        if (i >= in.bytes.length) {
            throw fail(UNCLOSED, i);
        }
        switch (in.bytes[i]) {
            case '"', '\\', '/' -> append(in.bytes[i]);
            case 'b' -> append('\b');
            case 'f' -> append('\f');
            case 'n' -> append('\n');
            case 'r' -> append('\r');
            case 't' -> append('\t');
            case 'u' -> {
                return unicode(i + 1);
            }
            default -> throw fail("Invalid escape character in string.", i);
        }
        return i + 1;
    }

    private int unicode(int i) {
        int unit = hex(i);
        int next = i + 4;
        if (unit < Character.MIN_SURROGATE || unit > Character.MAX_SURROGATE) {
            appendCodePoint(unit);
            return next;
        }
        boolean pair = unit <= Character.MAX_HIGH_SURROGATE
                && next + 1 < in.bytes.length
                && in.bytes[next] == '\\'
                && in.bytes[next + 1] == 'u';
        int low = pair ? hex(next + 2) : 0;
        if (low < Character.MIN_LOW_SURROGATE || low > Character.MAX_LOW_SURROGATE) {
            throw fail(BAD_SURROGATES, i);
        }
        appendCodePoint(Character.toCodePoint((char) unit, (char) low));
        return next + 6;
    }

    private int hex(int i) {
        int value = 0;
        for (int k = i; k < i + 4; k++) {
            int digit = k < in.bytes.length ? Character.digit(in.bytes[k], 16) : -1;
            if (digit < 0) {
                throw fail("Incorrect hex digit after \\u escape in string.", i);
            }
            value = value << 4 | digit;
        }
        return value;
    }

    private void appendCodePoint(int code) {
        if (code < 0x80) {
            append(code);
        } else if (code < 0x800) {
            append(0xC0 | code >> 6);
            append(0x80 | (code & 0x3F));
        } else {
            if (code < 0x10000) {
                append(0xE0 | code >> 12);
            } else {
                append(0xF0 | code >> 18);
                append(0x80 | (code >> 12 & 0x3F));
            }
            append(0x80 | (code >> 6 & 0x3F));
            append(0x80 | (code & 0x3F));
        }
    }

    private void append(int value) {
        reserve(1);
        unescaped[to++] = (byte) value;
    }

    private void append(int start, int end) {
        reserve(end - start);
        System.arraycopy(in.bytes, start, unescaped, to, end - start);
        to += end - start;
    }

    private void reserve(int more) {
        if (unescaped.length - to < more) {
            unescaped = Arrays.copyOf(unescaped, Math.max(to + more, 2 * unescaped.length + 16));
        }
    }

    private RuntimeException fail(String reason, int place) {
        in.at = Math.min(place, in.bytes.length);
        return in.malformed(reason);
    }
}
