package io.algorithmselector.api.transport;

import io.algorithmselector.model.ServingException;
import io.algorithmselector.selection.VersionChoice;
import io.algorithmselector.selection.VersionRequest;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The names of the headers, and of the gRPC metadata alike, that have to do with versions, and what they mean in a request. */
public final class SelectorHeaders {
    /** A version's number: in a request the one wanted, in an answer the one that gave it. */
    public static final String VERSION = "x-model-version";

    public static final String LABEL = "x-model-label";
    public static final String KEY = "x-selector-key";
    /** In an answer: what was wanted in place of the version that gave it. */
    public static final String FALLBACK = "x-model-fallback";

    private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");

    private SelectorHeaders() {}

    /**
     * Puts together what a request says of its version; an empty header is none.
     *
     * @param named in the request itself
     * @throws ServingException with {@code InvalidInput} if {@code x-model-version} is not a number
     */
    public static VersionRequest request(
            VersionChoice named, @Nullable String version, @Nullable String label, @Nullable String key) {
        return new VersionRequest(named, header(version, label), key == null || key.isEmpty() ? null : key);
    }

    private static VersionChoice header(@Nullable String version, @Nullable String label) {
        if (version != null && !version.isBlank()) {
            String number = version.strip();
            if (!NUMBER.matcher(number).matches()) {
                throw ServingException.invalidInput(VERSION + " is not a version's number: " + number);
            }
            return new VersionChoice.Version(Long.parseLong(number));
        }
        return label == null || label.isBlank() ? VersionChoice.NONE : new VersionChoice.Label(label.strip());
    }
}
