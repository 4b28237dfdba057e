package io.algorithmselector.selection;

import io.algorithmselector.model.ServingException;
import org.jspecify.annotations.Nullable;

/** How a request names a version, if it does. */
public sealed interface VersionChoice {
    VersionChoice NONE = new None();

    record None() implements VersionChoice {}

    record Version(long number) implements VersionChoice {}

    record Label(String name) implements VersionChoice {}

    /**
     * Reads a text that may be either: digits are a version's number, anything else is a label, which never starts with a
     * digit; an empty text names nothing.
     *
     * @throws ServingException with {@code InvalidInput} if the digits make a number beyond 2^63 - 1
     */
    static VersionChoice numberOrLabel(String text) {
        if (text.isEmpty()) {
            return NONE;
        }
        return isDigits(text) ? number(text, "version") : new Label(text);
    }

    /**
     * Reads the headers or metadata of these names; the version goes before the label. One that is empty counts as not sent.
     *
     * @throws ServingException with {@code InvalidInput} that names the header if the version is no number
     */
    static VersionChoice ofHeaders(@Nullable String version, @Nullable String label) {
        if (version != null && !version.isEmpty()) {
            return number(version, VersionRequest.VERSION_HEADER);
        }
        return label == null || label.isEmpty() ? NONE : new Label(label);
    }

    private static Version number(String text, String what) {
        if (isDigits(text)) {
            try {
                return new Version(Long.parseLong(text));
            } catch (NumberFormatException tooLarge) {
                // Digits alone fail for their number only: said below.
            }
        }
        throw ServingException.invalidInput(what + " '" + text + "' is not a number from 0 to " + Long.MAX_VALUE);
    }

    private static boolean isDigits(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }
}
