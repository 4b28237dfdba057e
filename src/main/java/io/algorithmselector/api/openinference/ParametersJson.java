package io.algorithmselector.api.openinference;

import io.algorithmselector.api.json.JsonCursor;
import io.algorithmselector.model.ServingException;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/** An object of parameters: each value a string, a number or a truth value. */
final class ParametersJson {
    /** Far more than any client sends; a map of what fits into a body would take many times its memory. */
    private static final int MAX = 256;

    private ParametersJson() {}

    /**
     * @param owner whose parameters they are, for messages
     * @throws ServingException with {@code InvalidInput} that names owner and parameter
     */
    static Map<String, ParameterValue> read(JsonCursor in, String owner) {
        Map<String, ParameterValue> parameters = new HashMap<>();
        MembersJson.read(in, "the parameters of " + owner, () -> {
            String name = in.text();
            if (parameters.size() == MAX) {
                throw ServingException.invalidInput(owner + " has more than " + MAX + " parameters");
            }
            if (parameters.put(name, value(in, owner, name)) != null) {
                throw ServingException.invalidInput(owner + " has the parameter " + Echo.of(name) + " twice");
            }
        });
        return parameters;
    }

    private static ParameterValue value(JsonCursor in, String owner, String name) {
        return switch (in.peek()) {
            case '"' -> {
                in.string();
                yield new ParameterValue.Text(in.text());
            }
            case 't', 'f' -> new ParameterValue.Flag(in.bool());
            case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> number(in);
            default ->
                throw ServingException.invalidInput(owner + " has for the parameter " + Echo.of(name)
                        + " neither a string, nor a number, nor true or false");
        };
    }

    private static ParameterValue number(JsonCursor in) {
        OptionalLong whole = in.nextWhole();
        return whole.isPresent() ? new ParameterValue.Whole(whole.getAsLong()) : new ParameterValue.Real(in.decimal());
    }
}
