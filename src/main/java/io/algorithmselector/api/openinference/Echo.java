package io.algorithmselector.api.openinference;

/** What a caller sent, for a message that goes back: long texts shortened, because messages travel in headers and logs. */
final class Echo {
    private static final int NAME = 128;

    private Echo() {}

    /** A name, or another single value. */
    static String of(String name) {
        return shortened(name, NAME);
    }

    /** The first characters of a text, none of them half a surrogate pair. */
    static String shortened(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most;
        return text.substring(0, end) + "…";
    }
}
