package io.algorithmselector.api.tensorflow;

import io.algorithmselector.api.json.JsonWriter;
import io.algorithmselector.model.DataType;
import io.algorithmselector.model.ServingException;
import io.algorithmselector.model.Shape;
import io.algorithmselector.model.Tensor;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.Objects;
import tensorflow.serving.RegressionOuterClass.RegressionResult;

/** What a regression answers: a number for each example. */
final class Regressions {
    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final int examples;
    private final Tensor.Numeric values;

    /**
     * @param outputs of a signature that is for regressing
     * @param examples how many went in
     * @throws ServingException with {@code InvalidInput}, in TensorFlow Serving's words, unless there is a number for each example
     */
    Regressions(Map<String, Tensor> outputs, int examples) {
        this.examples = examples;
        Tensor output = Objects.requireNonNull(outputs.get(ExampleMethod.OUTPUTS));
        Shape shape = output.shape();
        boolean vector = shape.rank() == 1 || (shape.rank() == 2 && shape.dimension(1) == 1);
        if (!vector) {
            throw ServingException.invalidInput(
                    "Expected output Tensor shape to be either [batch_size] or [batch_size, 1] but got " + shape);
        }
        if (shape.dimension(0) != examples) {
            throw ServingException.invalidInput(
                    "Input batch size did not match output batch size: " + examples + " vs. " + shape.dimension(0));
        }
        if (output.type() != DataType.FLOAT32) {
            throw ServingException.invalidInput(
                    "Expected output Tensor of DT_FLOAT.  Got: " + TensorProtoTypes.toProto(output.type()));
        }
        this.values = (Tensor.Numeric) output;
    }

    private float value(int example) {
        return values.data().getAtIndex(FLOAT, example);
    }

    RegressionResult toProto() {
        RegressionResult.Builder result = RegressionResult.newBuilder();
        for (int example = 0; example < examples; example++) {
            result.addRegressionsBuilder().setValue(value(example));
        }
        return result.build();
    }

    /** {@code {"results":[value,…]}}. */
    byte[] toJson() {
        JsonWriter out = new JsonWriter(64).raw("{\"results\":[");
        for (int example = 0; example < examples; example++) {
            if (example > 0) {
                out.raw(',');
            }
            out.decimal(value(example));
        }
        return out.raw("]}").toBytes();
    }
}
