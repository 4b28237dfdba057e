package io.algorithmselector.api.tensorflow;

import io.algorithmselector.api.json.JsonCursor;
import io.algorithmselector.model.ByteBudget;
import io.algorithmselector.model.ServingException;
import io.algorithmselector.model.Signature;
import io.algorithmselector.model.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The value of {@code inputs}: an object with a whole tensor for each of the signature's inputs, where members of other names are
 * passed over, or, if the signature has but one input, its value alone.
 */
final class ColumnFormat {
    private ColumnFormat() {}

    static Map<String, Tensor> decode(JsonCursor in, Signature signature, ByteBudget budget) {
        SignatureInputs inputs = new SignatureInputs(signature, budget);
        if (in.peek() == '{' && !in.atBase64()) {
            return object(in, inputs);
        }
        if (inputs.all().size() != 1) {
            in.skip();
            throw ServingException.invalidInput(
                    "inputs is a plain value/list, but expecting an object as the signature has" + " the inputs "
                            + signature.inputs().keySet());
        }
        SignatureInputs.Input only = inputs.all().getFirst();
        return Map.of(only.name(), only.reader().whole(in));
    }

    private static Map<String, Tensor> object(JsonCursor in, SignatureInputs inputs) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        in.take('{');
        boolean more = !in.take('}');
        while (more) {
            in.key();
            SignatureInputs.Input input = inputs.named(in);
            if (input == null) {
                in.skip();
            } else if (tensors.containsKey(input.name())) {
                throw ServingException.invalidInput("key " + input.name() + " exists twice in 'inputs' object.");
            } else {
                tensors.put(input.name(), input.reader().whole(in));
            }
            more = in.nextMember();
        }
        for (SignatureInputs.Input input : inputs.all()) {
            if (!tensors.containsKey(input.name())) {
                throw ServingException.invalidInput("Missing named input: " + input.name() + " in 'inputs' object.");
            }
        }
        return tensors;
    }
}
