package io.algorithmselector.api.openinference;

import inference.InferParameter;
import io.algorithmselector.model.ServingException;
import java.util.HashMap;
import java.util.Map;

/** Parameters as gRPC carries them. */
final class GrpcParameters {
    private GrpcParameters() {}

    /**
     * What they mean.
     *
     * @param owner whose they are, for messages
     * @throws ServingException as {@link InferParameters#of} does; with {@code InvalidInput} if a parameter has no value
     */
    static InferParameters of(String owner, Map<String, InferParameter> parameters) {
        if (parameters.isEmpty()) {
            return InferParameters.NONE;
        }
        Map<String, ParameterValue> values = HashMap.newHashMap(parameters.size());
        parameters.forEach((name, parameter) -> values.put(name, value(owner, name, parameter)));
        return InferParameters.of(owner, values);
    }

    private static ParameterValue value(String owner, String name, InferParameter parameter) {
        return switch (parameter.getParameterChoiceCase()) {
            case BOOL_PARAM -> new ParameterValue.Flag(parameter.getBoolParam());
            case INT64_PARAM -> new ParameterValue.Whole(parameter.getInt64Param());
            case STRING_PARAM -> new ParameterValue.Text(parameter.getStringParam());
            case DOUBLE_PARAM -> new ParameterValue.Real(parameter.getDoubleParam());
            case UINT64_PARAM -> unsigned(parameter.getUint64Param());
            case PARAMETERCHOICE_NOT_SET ->
                throw ServingException.invalidInput(owner + " has the parameter " + Echo.of(name) + " without a value");
        };
    }

    /** The upper half is more than anything can be counted in, so that the largest number stands for it as well. */
    private static ParameterValue unsigned(long value) {
        return new ParameterValue.Whole(value < 0 ? Long.MAX_VALUE : value);
    }
}
