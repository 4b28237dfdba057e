package io.algorithmselector.api.openinference;

import io.algorithmselector.model.Failure;
import io.algorithmselector.model.ServingException;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What the parameters of a request, of an input or of a requested output mean to this server. It reads any of them wherever they
 * stand, and checks their values there; those that it does not know are other servers' and say nothing.
 *
 * @param signature of {@code signature_name}; empty if it is not there
 * @param binaryDataOutput of {@code binary_data_output}: whether outputs are to be binary, if they do not say themselves
 * @param binaryData of {@code binary_data}: whether this output is to be binary; null if it is not there
 * @param binaryDataSize of {@code binary_data_size}: how many bytes of binary data this input has, from 0
 * @param classification of {@code classification}: how many classes are wanted in place of the output, from 1; 0 if it is not there
 */
record InferParameters(
        String signature,
        boolean binaryDataOutput,
        @Nullable Boolean binaryData,
        OptionalLong binaryDataSize,
        int classification) {
    static final InferParameters NONE = new InferParameters("", false, null, OptionalLong.empty(), 0);

    private static final String SHARED_MEMORY = "shared_memory_";

    /**
     * @param owner whose parameters they are, for messages: {@code the request}, {@code input x}, {@code output y}
     * @throws ServingException with {@code InvalidInput} that names owner, parameter and value if a value is not one that the
     *     parameter can have; with {@code Unsupported} if a parameter asks for shared memory
     */
    static InferParameters of(String owner, Map<String, ParameterValue> values) {
        if (values.isEmpty()) {
            return NONE;
        }
        for (String name : values.keySet()) {
            if (name.startsWith(SHARED_MEMORY)) {
                throw new ServingException(new Failure.Unsupported(
                        owner + " has the parameter " + Echo.of(name) + ": shared memory is not supported"));
            }
        }
        Boolean output = flag(owner, values, "binary_data_output");
        OptionalLong size = count(owner, values, "binary_data_size", 0);
        long classes = count(owner, values, "classification", 1).orElse(0);
        return new InferParameters(
                text(owner, values, "signature_name"),
                output != null && output,
                flag(owner, values, "binary_data"),
                size,
                (int) Math.min(classes, Integer.MAX_VALUE));
    }

    private static String text(String owner, Map<String, ParameterValue> values, String name) {
        return switch (values.get(name)) {
            case null -> "";
            case ParameterValue.Text(String value) -> value;
            case ParameterValue other -> throw invalid(owner, name, other, "a string");
        };
    }

    private static @Nullable Boolean flag(String owner, Map<String, ParameterValue> values, String name) {
        return switch (values.get(name)) {
            case null -> null;
            case ParameterValue.Flag(boolean value) -> value;
            case ParameterValue other -> throw invalid(owner, name, other, "true or false");
        };
    }

    private static OptionalLong count(String owner, Map<String, ParameterValue> values, String name, long least) {
        return switch (values.get(name)) {
            case null -> OptionalLong.empty();
            case ParameterValue.Whole(long value) when value >= least -> OptionalLong.of(value);
            case ParameterValue other -> throw invalid(owner, name, other, "a whole number from " + least);
        };
    }

    private static ServingException invalid(String owner, String name, ParameterValue value, String expected) {
        String text = switch (value) {
            case ParameterValue.Text(String string) -> "'" + Echo.of(string) + "'";
            case ParameterValue.Whole(long number) -> Long.toString(number);
            case ParameterValue.Real(double number) -> Double.toString(number);
            case ParameterValue.Flag(boolean flag) -> Boolean.toString(flag);
        };
        return ServingException.invalidInput(
                owner + " has " + text + " for the parameter " + name + ", expected " + expected);
    }
}
