package io.algorithmselector.api.transport;

import io.algorithmselector.model.ServingException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;

/**
 * A request's path as it stands in the request line. A mesh matches its rules against that text, so a path that could mean
 * another one after decoding or normalizing is refused: who routes and who answers must see the same.
 */
public final class RawPath {
    /** What separates or ends paths, encoded: slash, backslash, semicolon, NUL. */
    private static final Set<String> SEPARATORS = Set.of("2f", "5c", "3b", "00");

    private RawPath() {}

    /**
     * Whether the path holds an encoded separator, also twice encoded, a semicolon, a backslash, a segment of dots, or a percent
     * sign without two hexadecimal digits.
     */
    public static boolean isAmbiguous(String path) {
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c == ';' || c == '\\' || (c == '%' && isBadEscape(path, i))) {
                return true;
            }
        }
        return hasDotSegment(path);
    }

    private static boolean isBadEscape(String path, int percent) {
        int value = hex(path, percent + 1);
        if (value < 0 || SEPARATORS.contains(code(path, percent + 1))) {
            return true;
        }
        // %252F is %2F to whoever decodes once more.
        return value == '%' && hex(path, percent + 3) >= 0 && SEPARATORS.contains(code(path, percent + 3));
    }

    private static String code(String path, int at) {
        return path.substring(at, at + 2).toLowerCase(Locale.ROOT);
    }

    private static boolean hasDotSegment(String path) {
        int start = 0;
        while (start <= path.length()) {
            int slash = path.indexOf('/', start);
            int end = slash < 0 ? path.length() : slash;
            String segment = path.substring(start, end).toLowerCase(Locale.ROOT).replace("%2e", ".");
            if (segment.equals(".") || segment.equals("..")) {
                return true;
            }
            start = end + 1;
        }
        return false;
    }

    /**
     * Decodes one segment of a path that is not {@linkplain #isAmbiguous ambiguous}.
     *
     * @throws ServingException with {@code InvalidInput} if it is not UTF-8
     */
    public static String decode(String segment) {
        if (segment.indexOf('%') < 0) {
            return segment;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(segment.length());
        for (int i = 0; i < segment.length(); i++) {
            char c = segment.charAt(i);
            if (c == '%') {
                bytes.write(hex(segment, i + 1));
                i += 2;
            } else {
                bytes.writeBytes(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw ServingException.invalidInput("the path's " + segment + " is not UTF-8");
        }
    }

    /** The value of two hexadecimal digits; negative if there are none. */
    private static int hex(String text, int at) {
        if (at + 2 > text.length()) {
            return -1;
        }
        int high = Character.digit(text.charAt(at), 16);
        int low = Character.digit(text.charAt(at + 1), 16);
        return high < 0 || low < 0 ? -1 : high << 4 | low;
    }
}
