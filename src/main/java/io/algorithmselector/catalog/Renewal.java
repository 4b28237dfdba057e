package io.algorithmselector.catalog;

import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How a model comes to new content.
 *
 * @param pollInterval between two looks into the repository, 0: never again once it has been looked into; null: as the process
 *     settings say
 * @param marker the file, relative to a version's folder, that its uploader writes last; null: by the files themselves
 */
public record Renewal(
        @Nullable Duration pollInterval, @Nullable String marker, Transition transition) {
    public static final Renewal DEFAULT = new Renewal(null, null, Transition.AVAILABILITY_PRESERVING);

    /** More often is a loop, not a poll. */
    private static final Duration SHORTEST_INTERVAL = Duration.ofMillis(100);

    private static final Duration LONGEST_INTERVAL = Duration.ofDays(1);

    /** Names between slashes, none of them empty, {@code .} or {@code ..}: whatever it says, it stays below its folder. */
    private static final Pattern MARKER =
            Pattern.compile("(?!(?:.*/)?\\.{1,2}(?:/|$))[^/\\\\\\p{Cntrl}]+(?:/[^/\\\\\\p{Cntrl}]+)*");

    /** @throws IllegalArgumentException that names what is wrong */
    public Renewal {
        if (pollInterval != null) {
            requireInterval("pollInterval", pollInterval);
        }
        if (marker != null) {
            requireMarker(marker);
        }
    }

    /** @throws IllegalArgumentException if it is no name of a file below a version's folder */
    public static void requireMarker(String marker) {
        if (!MARKER.matcher(marker).matches()) {
            throw new IllegalArgumentException("marker '" + marker.replaceAll("\\p{Cntrl}", "?")
                    + "' is no file below the version's folder, such as _SUCCESS");
        }
    }

    /**
     * Also for the interval that the process settings give to all models.
     *
     * @throws IllegalArgumentException if it is neither 0 nor from 100 ms to 24 h
     */
    public static void requireInterval(String what, Duration interval) {
        boolean inRange = interval.compareTo(SHORTEST_INTERVAL) >= 0 && interval.compareTo(LONGEST_INTERVAL) <= 0;
        if (!interval.isZero() && !inRange) {
            throw new IllegalArgumentException(what + " is " + interval + "; it must be 0s, or from 100ms to 24h");
        }
    }
}
