package io.algorithmselector.api.transport;

/**
 * Keeps what is echoed to a caller short: headers and the status texts of gRPC, which travel as trailers, are refused by
 * clients from 8 KiB on, and a body need not repeat what was sent.
 */
public final class Excerpt {
    /** A character can take nine bytes there. */
    private static final int MOST = 768;

    private Excerpt() {}

    /** The text, or its beginning with an ellipsis. */
    public static String of(String text) {
        if (text.length() <= MOST) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(MOST - 1)) ? MOST - 1 : MOST;
        return text.substring(0, end) + "...";
    }
}
