package io.algorithmselector.catalog.format;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.regex.Pattern;

/**
 * Durations as Quarkus' settings write them: {@code 500ms}, {@code 5s}, {@code 1m30s}, {@code 2d} or ISO 8601's
 * {@code PT5S}. A number without a unit, which Quarkus takes for seconds, is refused: a reader may take it for milliseconds.
 */
final class DurationText {
    private static final Pattern MILLISECONDS = Pattern.compile("[0-9]+ms");
    private static final Pattern DAYS = Pattern.compile("[0-9]+[dD]");
    private static final Pattern WITHOUT_PREFIX = Pattern.compile("[0-9].*[a-zA-Z]");

    private DurationText() {}

    /**
     * @return in whole milliseconds, the engine's unit
     * @throws IllegalArgumentException if it is none, or longer than 2^63 - 1 milliseconds
     */
    static Duration parse(String what, String text) {
        try {
            return Duration.ofMillis(read(text).toMillis());
        } catch (DateTimeParseException | NumberFormatException | ArithmeticException e) {
            throw new IllegalArgumentException(what + " '" + text + "' is not a duration such as 500ms, 5s or PT5S", e);
        }
    }

    private static Duration read(String text) {
        if (MILLISECONDS.matcher(text).matches()) {
            return Duration.ofMillis(Long.parseLong(text.substring(0, text.length() - 2)));
        }
        if (DAYS.matcher(text).matches()) {
            return Duration.parse("P" + text);
        }
        return Duration.parse(WITHOUT_PREFIX.matcher(text).matches() ? "PT" + text : text);
    }
}
