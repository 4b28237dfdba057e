package io.algorithmselector.catalog;

import java.util.Arrays;
import java.util.List;

/** In which order a model goes from one version, or one content of a version, to the next. */
public enum Transition {
    /** The new one is ready before the old one goes: for a while the machine holds both. */
    AVAILABILITY_PRESERVING("availability-preserving"),
    /** The old one has gone before the new one is loaded: for a while nothing may answer. */
    RESOURCE_PRESERVING("resource-preserving");

    private final String text;

    Transition(String text) {
        this.text = text;
    }

    /**
     * From the catalogue's word for it.
     *
     * @throws IllegalArgumentException that names the words there are
     */
    public static Transition of(String text) {
        for (Transition transition : values()) {
            if (transition.text.equals(text)) {
                return transition;
            }
        }
        List<String> words =
                Arrays.stream(values()).map(transition -> transition.text).toList();
        throw new IllegalArgumentException("transition is '" + text + "', not " + String.join(" or ", words));
    }

    @Override
    public String toString() {
        return text;
    }
}
