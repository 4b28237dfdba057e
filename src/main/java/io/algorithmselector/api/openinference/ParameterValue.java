package io.algorithmselector.api.openinference;

/** A parameter's value as a transport carries it. */
sealed interface ParameterValue {
    record Text(String value) implements ParameterValue {}

    record Whole(long value) implements ParameterValue {}

    record Real(double value) implements ParameterValue {}

    record Flag(boolean value) implements ParameterValue {}
}
