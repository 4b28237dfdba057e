package io.algorithmselector.api.openinference;

/** What a caller sent, for a message that goes back: long texts shortened, because messages travel in headers and logs. */
final class Echo {
    private static final int NAME = 128;

    private Echo() {}

    /** A name, or another single value. */
    static String of(String name) {
        if (name.length() <= NAME) {
            return name;
        }
        // not half a surrogate pair
        int end = Character.isHighSurrogate(name.charAt(NAME - 1)) ? NAME - 1 : NAME;
        return name.substring(0, end) + "…";
    }
}
