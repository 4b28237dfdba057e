package io.algorithmselector.api.tensorflow;

import io.algorithmselector.api.json.JsonWriter;
import io.algorithmselector.model.DataType;
import io.algorithmselector.model.ServingException;
import io.algorithmselector.model.Tensor;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tensorflow.serving.Classification.ClassificationResult;

/**
 * What a classification answers: for each example the same number of classes, each a label, a score, or both. Without labels they
 * are empty, without scores 0.
 */
final class Classifications {
    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final byte[] NO_LABEL = new byte[0];

    private final int examples;
    private final int classes;
    private final Tensor.@Nullable Strings labels;
    private final Tensor.@Nullable Numeric scores;

    /**
     * @param outputs of a signature that is for classifying
     * @param examples how many went in
     * @throws ServingException with {@code InvalidInput}, in TensorFlow Serving's words, unless the outputs are matrices with a row
     *     for each example
     */
    Classifications(Map<String, Tensor> outputs, int examples) {
        this.examples = examples;
        Tensor classesOutput = outputs.get(ExampleMethod.CLASSES);
        Tensor scoresOutput = outputs.get(ExampleMethod.SCORES);
        require(ExampleMethod.CLASSES, classesOutput, DataType.STRING);
        require(ExampleMethod.SCORES, scoresOutput, DataType.FLOAT32);
        this.labels = (Tensor.Strings) classesOutput;
        this.scores = (Tensor.Numeric) scoresOutput;
        this.classes = columns();
    }

    private void require(String name, @Nullable Tensor output, DataType type) {
        if (output == null) {
            return;
        }
        if (output.shape().rank() != 2) {
            throw ServingException.invalidInput(
                    "Expected Tensor shape: [batch_size num_classes] but got " + output.shape());
        }
        if (output.type() != type) {
            throw ServingException.invalidInput("Expected " + name + " Tensor of " + TensorProtoTypes.toProto(type)
                    + ". Got: " + TensorProtoTypes.toProto(output.type()));
        }
        if (output.shape().dimension(0) != examples) {
            throw ServingException.invalidInput("Expected " + name + " output batch size of " + examples + ". Got: "
                    + output.shape().dimension(0));
        }
    }

    private int columns() {
        if (labels == null) {
            return scores == null ? 0 : (int) scores.shape().dimension(1);
        }
        long columns = labels.shape().dimension(1);
        if (scores != null && scores.shape().dimension(1) != columns) {
            throw ServingException.invalidInput("Tensors class and score should match in dim_size(1). Got " + columns
                    + " vs. " + scores.shape().dimension(1));
        }
        return (int) columns;
    }

    private byte[] label(int example, int number) {
        return labels == null ? NO_LABEL : labels.elements().get(example * classes + number);
    }

    private float score(int example, int number) {
        return scores == null ? 0 : scores.data().getAtIndex(FLOAT, (long) example * classes + number);
    }

    ClassificationResult toProto() {
        ClassificationResult.Builder result = ClassificationResult.newBuilder();
        for (int example = 0; example < examples; example++) {
            var row = result.addClassificationsBuilder();
            for (int number = 0; number < classes; number++) {
                row.addClassesBuilder()
                        .setLabel(new String(label(example, number), StandardCharsets.UTF_8))
                        .setScore(score(example, number));
            }
        }
        return result.build();
    }

    /** {@code {"results":[[["label",score],…],…]}}. */
    byte[] toJson() {
        JsonWriter out = new JsonWriter(64).raw("{\"results\":[");
        for (int example = 0; example < examples; example++) {
            out.raw(example == 0 ? "[" : ",[");
            for (int number = 0; number < classes; number++) {
                out.raw(number == 0 ? "[" : ",[");
                out.string(label(example, number)).raw(',');
                out.decimal(score(example, number)).raw(']');
            }
            out.raw(']');
        }
        return out.raw("]}").toBytes();
    }
}
