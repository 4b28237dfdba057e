package io.algorithmselector.api.tensorflow;

import io.algorithmselector.api.json.JsonCursor;
import io.algorithmselector.api.json.JsonTensorReader;
import io.algorithmselector.model.ByteBudget;
import io.algorithmselector.model.ServingException;
import io.algorithmselector.model.Signature;
import io.algorithmselector.model.Tensor;
import java.util.Map;

/**
 * The list of {@code instances}: all objects, each with exactly the signature's inputs, or, if the signature has but one, all
 * values of it. An object whose only member is a string named {@code b64} is a value.
 */
final class RowFormat {
    private final JsonCursor in;
    private final SignatureInputs inputs;
    private int row;

    private RowFormat(JsonCursor in, SignatureInputs inputs) {
        this.in = in;
        this.inputs = inputs;
    }

    static Map<String, Tensor> decode(JsonCursor in, Signature signature, ByteBudget budget) {
        if (in.peek() != '[') {
            in.skip();
            throw ServingException.invalidInput("JSON Value: Expecting 'instances' to be an list/array");
        }
        in.take('[');
        if (in.peek() == ']') {
            throw ServingException.invalidInput("JSON Value: No values in 'instances' array");
        }
        SignatureInputs inputs = new SignatureInputs(signature, budget);
        RowFormat rows = new RowFormat(in, inputs);
        if (atObject(in)) {
            rows.objects();
        } else if (inputs.all().size() == 1) {
            rows.values(inputs.all().getFirst().reader());
        } else {
            throw ServingException.invalidInput(
                    "instances is a plain list, but expecting list of objects as the signature" + " has the inputs "
                            + signature.inputs().keySet());
        }
        return inputs.tensors(JsonTensorReader::stacked);
    }

    private static boolean atObject(JsonCursor in) {
        return in.peek() == '{' && !in.atBase64();
    }

    private void values(JsonTensorReader reader) {
        do {
            if (atObject(in)) {
                throw ServingException.invalidInput(
                        "Expecting value/list but got object at item " + row + " of input list");
            }
            reader.row(in);
            row++;
        } while (in.nextElement());
    }

    private void objects() {
        do {
            if (!atObject(in)) {
                in.skip();
                throw ServingException.invalidInput("Expecting object but got list at item " + row + " of input list");
            }
            object();
            row++;
        } while (in.nextElement());
    }

    private void object() {
        in.take('{');
        boolean more = !in.take('}');
        while (more) {
            in.key();
            SignatureInputs.Input input = inputs.named(in);
            if (input == null) {
                throw fail("JSON object: does not have named input: " + in.text());
            }
            if (input.reader().rows() > row) {
                throw fail("key " + input.name() + " exists twice");
            }
            input.reader().row(in);
            more = in.nextMember();
        }
        for (SignatureInputs.Input input : inputs.all()) {
            if (input.reader().rows() == row) {
                throw fail("JSON object: misses named input: " + input.name());
            }
        }
    }

    private ServingException fail(String reason) {
        return ServingException.invalidInput(
                "Failed to process element: " + row + " of 'instances' list. Error: " + reason);
    }
}
