package io.algorithmselector.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.InvalidProtocolBufferException;
import io.algorithmselector.model.DataType;
import io.algorithmselector.model.ErrorCode;
import io.algorithmselector.model.Failure;
import io.algorithmselector.model.ServingException;
import io.algorithmselector.model.Shape;
import io.algorithmselector.model.ShapeSpec;
import io.algorithmselector.model.Signature;
import io.algorithmselector.model.Tensor;
import io.algorithmselector.model.TensorSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.tensorflow.example.Example;
import org.tensorflow.example.Feature;

/** A servable that classifies and regresses serialised examples, as a graph with {@code ParseExample} does. */
final class FakeExamples {
    private static final long ANY = ShapeSpec.UNKNOWN_DIMENSION;
    private static final TensorSpec INPUTS =
            new TensorSpec("inputs", DataType.STRING, ShapeSpec.of(ANY), "tf_example:0");

    private FakeExamples() {}

    static FakeServable servable() {
        TensorSpec classes = new TensorSpec("classes", DataType.STRING, ShapeSpec.of(ANY, 2), "classes:0");
        TensorSpec scores = new TensorSpec("scores", DataType.FLOAT32, ShapeSpec.of(ANY, 2), "scores:0");
        return new FakeServable()
                .with(signature("classify", Signature.CLASSIFY, classes, scores), FakeExamples::classify)
                .with(signature("regress", Signature.REGRESS, output("outputs")), FakeExamples::regress)
                .with(signature("misnamed", Signature.REGRESS, output("y")), FakeExamples::regress)
                .with(
                        signature("misshapen", Signature.REGRESS, output("outputs")),
                        inputs -> new TreeMap<>(Map.of("outputs", FakeModels.floats(Shape.SCALAR, 1))))
                .with(elsewhere(), FakeExamples::regress);
    }

    /** Fed at another place of the graph. */
    private static Signature elsewhere() {
        TensorSpec inputs = new TensorSpec("inputs", DataType.STRING, ShapeSpec.of(ANY), "elsewhere:0");
        return Signature.of("elsewhere", Signature.REGRESS, List.of(inputs), List.of(output("outputs")));
    }

    private static Signature signature(String name, String method, TensorSpec... outputs) {
        return Signature.of(name, method, List.of(INPUTS), List.of(outputs));
    }

    private static TensorSpec output(String name) {
        return new TensorSpec(name, DataType.FLOAT32, ShapeSpec.UNKNOWN_RANK, "y:0");
    }

    private static SequencedMap<String, Tensor> classify(Map<String, Tensor> inputs) {
        float[] x = numbers(inputs);
        float[] scores = new float[2 * x.length];
        List<byte[]> classes = new ArrayList<>();
        for (int i = 0; i < x.length; i++) {
            scores[2 * i] = 1 - x[i];
            scores[2 * i + 1] = x[i];
            classes.add("low".getBytes(UTF_8));
            classes.add("high".getBytes(UTF_8));
        }
        Shape shape = Shape.of(x.length, 2);
        return new TreeMap<>(
                Map.of("classes", new Tensor.Strings(shape, classes), "scores", FakeModels.floats(shape, scores)));
    }

    private static SequencedMap<String, Tensor> regress(Map<String, Tensor> inputs) {
        float[] x = numbers(inputs);
        for (int i = 0; i < x.length; i++) {
            x[i] = x[i] / 2 + 2;
        }
        Tensor outputs = FakeModels.floats(Shape.of(x.length, 1), x);
        return new TreeMap<>(Map.of("outputs", outputs));
    }

    private static float[] numbers(Map<String, Tensor> inputs) {
        List<byte[]> examples = ((Tensor.Strings) inputs.values().iterator().next()).elements();
        float[] numbers = new float[examples.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = number(examples.get(i));
        }
        return numbers;
    }

    private static float number(byte[] example) {
        try {
            Feature x = Example.parseFrom(example).getFeatures().getFeatureOrDefault("x", Feature.getDefaultInstance());
            return switch (x.getKindCase()) {
                case FLOAT_LIST -> x.getFloatList().getValue(0);
                case INT64_LIST -> x.getInt64List().getValue(0);
                case BYTES_LIST, KIND_NOT_SET ->
                    throw new ServingException(new Failure.EngineFailed(
                            ErrorCode.INVALID_ARGUMENT,
                            "Feature: x (data type: float) is required but could not be found."));
            };
        } catch (InvalidProtocolBufferException e) {
            throw new ServingException(
                    new Failure.EngineFailed(ErrorCode.INVALID_ARGUMENT, "Could not parse example input"), e);
        }
    }
}
