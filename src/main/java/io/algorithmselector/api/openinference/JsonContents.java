package io.algorithmselector.api.openinference;

import io.algorithmselector.api.json.JsonCursor;
import io.algorithmselector.api.json.JsonTensorReader;
import io.algorithmselector.model.ByteBudget;
import io.algorithmselector.model.ServingException;
import io.algorithmselector.model.Shape;
import io.algorithmselector.model.Tensor;

/** A tensor's elements in JSON: nested lists of the tensor's shape, or one flat list of all in row-major order. */
final class JsonContents implements TensorContents {
    private final JsonCursor in;
    private final int place;
    private final int textLength;

    /**
     * @param place of the value in the cursor's text
     * @param textLength from there to the text's end
     */
    JsonContents(JsonCursor in, int place, int textLength) {
        this.in = in;
        this.place = place;
        this.textLength = textLength;
    }

    @Override
    public Tensor read(String input, Datatype type, Shape shape, ByteBudget budget) {
        if (type == Datatype.FP16 || type == Datatype.BF16) {
            throw ServingException.invalidInput(
                    "input " + input + " is " + type + ", which is taken as binary data only, not in JSON");
        }
        takeFixed(input, type, shape, budget);
        in.backTo(place);
        Tensor tensor = JsonTensorReader.announced(input, type.type(), shape.elements(), textLength)
                .whole(in);
        if (tensor instanceof Tensor.Strings strings) {
            takeBytes(input, strings, budget);
        }
        return shaped(input, tensor, shape);
    }

    private static void takeFixed(String input, Datatype type, Shape shape, ByteBudget budget) {
        if (type == Datatype.BYTES) {
            budget.takeStrings(input, shape.elements());
        } else {
            budget.take(input, shape.elements(), type.type().size());
        }
    }

    private static void takeBytes(String input, Tensor.Strings strings, ByteBudget budget) {
        for (byte[] element : strings.elements()) {
            budget.take(input, element.length);
        }
    }

    private static Tensor shaped(String input, Tensor tensor, Shape shape) {
        Shape found = tensor.shape();
        if (found.equals(shape)) {
            return tensor;
        }
        if (found.rank() != 1 || found.elements() != shape.elements()) {
            throw ServingException.invalidInput("input " + input + " has data of shape " + found + ", expected " + shape
                    + " or a flat list of " + shape.elements());
        }
        return switch (tensor) {
            case Tensor.Numeric numeric -> new Tensor.Numeric(numeric.type(), shape, numeric.data());
            case Tensor.Strings strings -> new Tensor.Strings(shape, strings.elements());
        };
    }
}
