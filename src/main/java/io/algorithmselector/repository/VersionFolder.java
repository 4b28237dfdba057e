package io.algorithmselector.repository;

import java.util.OptionalLong;
import java.util.regex.Pattern;

/** Which folders below a base path are versions. */
public final class VersionFolder {
    /** The file that makes such a folder a model. */
    public static final String MODEL_FILE = "saved_model.pb";

    private static final Pattern NUMBER = Pattern.compile("0|[1-9][0-9]{0,18}");

    private VersionFolder() {}

    /** The number a folder's name stands for; empty if it is none: a word, a leading zero, a sign, or beyond 2^63-1. */
    public static OptionalLong number(String name) {
        if (!NUMBER.matcher(name).matches()) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(Long.parseLong(name));
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }
}
