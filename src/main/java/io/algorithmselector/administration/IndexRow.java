package io.algorithmselector.administration;

/**
 * One row of the repository index, in the terms of the Open Inference Protocol's model repository extension.
 *
 * @param version its number; empty for a model of which no version is known
 * @param reason why it is not ready; empty if there is nothing to say
 */
public record IndexRow(String model, String version, State state, String reason) {
    /** The names are those that clients see. */
    public enum State {
        READY,
        LOADING,
        UNLOADING,
        UNAVAILABLE
    }
}
