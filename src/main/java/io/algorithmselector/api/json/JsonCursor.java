package io.algorithmselector.api.json;

import io.algorithmselector.model.ServingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A place in a JSON text that is read once from start to end. JSON as RapidJSON reads it for TensorFlow Serving: RFC 8259
 * plus the bare words {@code NaN}, {@code Infinity} and {@code Inf}; here invalid UTF-8 is refused as well.
 *
 * <p>Syntax errors are {@link ServingException}s with {@code InvalidInput}, in the words of TensorFlow Serving
 * ({@code JSON Parse error: … at offset: 12}). Not thread-safe.
 */
public final class JsonCursor {
    static final int END = -1;
    private static final int EXCERPT = 40;

    final byte[] bytes;
    /** The next byte to read; never beyond the text's length. */
    int at;

    private final JsonText text = new JsonText(this);
    private final JsonNumber number = new JsonNumber(this);

    /** Starts before the first value; a UTF-8 byte order mark is passed over. */
    public JsonCursor(byte[] bytes) {
        this.bytes = bytes;
        if (bytes.length >= 3 && bytes[0] == (byte) 0xEF && bytes[1] == (byte) 0xBB && bytes[2] == (byte) 0xBF) {
            at = 3;
        }
    }

    /** The first byte of the next token, which is not consumed; -1 at the end of the text. */
    public int peek() {
        int i = at;
        while (i < bytes.length) {
            byte c = bytes[i];
            if (c > ' ' || (c != ' ' && c != '\n' && c != '\r' && c != '\t')) {
                at = i;
                return c & 0xFF;
            }
            i++;
        }
        at = i;
        return END;
    }

    /** Consumes {@code token} if it comes next. */
    public boolean take(char token) {
        if (peek() != token) {
            return false;
        }
        at++;
        return true;
    }

    /** After an element of a list: whether another follows. Consumes the comma or the bracket. */
    public boolean nextElement() {
        return next(']', "Missing a comma or ] after an array element.");
    }

    /** After a member of an object: whether another follows. Consumes the comma or the brace. */
    public boolean nextMember() {
        return next('}', "Missing a comma or } after an object member.");
    }

    private boolean next(char close, String reason) {
        int c = peek();
        if (c != ',' && c != close) {
            throw malformed(reason);
        }
        at++;
        return c == ',';
    }

    /** Reads a member's name and the colon; the name is then the {@linkplain #textEquals current text}. */
    public void key() {
        if (peek() != '"') {
            throw malformed("Missing a name for object member.");
        }
        text.read();
        if (!take(':')) {
            throw malformed("Missing a colon after a name of object member.");
        }
    }

    /** Reads a string; it is the {@linkplain #textEquals current text} until the next string or key. */
    public void string() {
        if (peek() != '"') {
            throw unexpected("a string");
        }
        text.read();
    }

    /** Whether the key or string read last is this one, given in UTF-8. */
    public boolean textEquals(byte[] utf8) {
        return Arrays.equals(text.source(), text.from(), text.to(), utf8, 0, utf8.length);
    }

    /** The key or string read last, in UTF-8; a copy. */
    public byte[] textBytes() {
        return Arrays.copyOfRange(text.source(), text.from(), text.to());
    }

    /** The key or string read last. */
    public String text() {
        return new String(text.source(), text.from(), text.to() - text.from(), StandardCharsets.UTF_8);
    }

    /** Reads a number, correctly rounded; what is too large for a double is infinite. */
    public double decimal() {
        return number.decimal();
    }

    /** Reads any number; {@link #whole} and {@link #rounded} then have it. */
    public JsonNumberKind number() {
        return number.any();
    }

    /** The number that {@link #number} read last, if it was an {@link JsonNumberKind#INTEGER}. */
    public long whole() {
        return number.wholeNumber();
    }

    /** The number that {@link #number} read last, correctly rounded; what is too large for a double is infinite. */
    public double rounded() {
        return number.value();
    }

    /** Reads a whole number without fraction and exponent, from {@code min} to {@code max}. */
    long integer(long min, long max, String expected) {
        return number.integer(min, max, expected);
    }

    /** Reads a whole number from 0 to 2^64 - 1, as the bits of a long. */
    long unsigned() {
        return number.unsigned();
    }

    /** Reads a truth value; call it where one comes next. */
    public boolean bool() {
        int c = peek();
        if (c != 't' && c != 'f') {
            throw unexpected("true or false");
        }
        word(c == 't' ? "true" : "false");
        return c == 't';
    }

    /** The place of the next token, to come {@linkplain #backTo back to}. */
    public int place() {
        peek();
        return at;
    }

    /** Reads on at a {@linkplain #place place} of this text. */
    public void backTo(int place) {
        at = place;
    }

    /** The next number if it is a whole one of a {@code long}'s range; else nothing is consumed. */
    public OptionalLong nextWhole() {
        int start = place();
        try {
            return OptionalLong.of(integer(Long.MIN_VALUE, Long.MAX_VALUE, "int64"));
        } catch (UnexpectedValue otherwise) {
            at = start;
            return OptionalLong.empty();
        }
    }

    /** Whether what comes next is {@code {"b64": "…"}}, which stands for bytes; consumes nothing. */
    public boolean atBase64() {
        return JsonStrings.isBase64(this);
    }

    /**
     * Reads {@code {"b64": "…"}}, which {@linkplain #atBase64 comes next}. White space in it is passed over.
     *
     * @return null if it cannot be decoded
     */
    public byte @Nullable [] base64() {
        return JsonStrings.base64(this);
    }

    /** Passes over one value, however deeply nested, and checks its syntax. */
    public void skip() {
        BitSet objects = new BitSet();
        int depth = 0;
        do {
            int c = peek();
            if (c == '[' || c == '{') {
                at++;
                if (!take(c == '[' ? ']' : '}')) {
                    objects.set(depth++, c == '{');
                    if (c == '{') {
                        key();
                    }
                    continue;
                }
            } else {
                skipScalar(c);
            }
            depth = closeEnded(objects, depth);
        } while (depth > 0);
    }

    /** Passes over one value without checking it: for finding a member in a text that is read properly later. */
    public void seekPast() {
        peek();
        at = JsonSeek.afterValue(bytes, at);
    }

    private void skipScalar(int first) {
        switch (first) {
            case '"' -> text.read();
            case 't' -> word("true");
            case 'f' -> word("false");
            case 'n' -> word("null");
            default -> number.decimal();
        }
    }

    /** After a value at that depth: closes what ends here; the depth at which the next value stands. */
    private int closeEnded(BitSet objects, int depth) {
        int open = depth;
        while (open > 0) {
            boolean object = objects.get(open - 1);
            if (object ? nextMember() : nextElement()) {
                if (object) {
                    key();
                }
                return open;
            }
            open--;
        }
        return 0;
    }

    void word(String word) {
        int end = at + word.length();
        for (int i = 0; i < word.length(); i++) {
            if (at + i >= bytes.length || bytes[at + i] != word.charAt(i)) {
                throw malformed("Invalid value.");
            }
        }
        at = end;
    }

    /** The failure of a text that is no JSON, at this place. */
    public ServingException malformed(String reason) {
        return ServingException.invalidInput("JSON Parse error: " + reason + " at offset: " + at);
    }

    /** What comes next is a value, but not the one wanted; or no value at all. */
    RuntimeException unexpected(String expected) {
        int c = peek();
        String found = switch (c) {
            case '"' -> "a string";
            case '[' -> "a list";
            case '{' -> "an object";
            case 't', 'f', 'n', 'N', 'I' -> excerpt();
            default -> c == '-' || isDigit(c) ? "the number " + excerpt() : "";
        };
        return found.isEmpty() ? malformed("Invalid value.") : new UnexpectedValue(found + ", expected " + expected);
    }

    /** The token that comes next, shortened. */
    String excerpt() {
        int end = at;
        while (end < bytes.length && end - at < EXCERPT && isTokenByte(bytes[end])) {
            end++;
        }
        return new String(bytes, at, end - at, StandardCharsets.ISO_8859_1);
    }

    private static boolean isTokenByte(byte c) {
        return isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '+' || c == '.';
    }

    static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }
}
