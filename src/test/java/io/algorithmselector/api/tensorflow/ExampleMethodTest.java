package io.algorithmselector.api.tensorflow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.algorithmselector.model.DataType;
import io.algorithmselector.model.ErrorCode;
import io.algorithmselector.model.Failure;
import io.algorithmselector.model.ServingException;
import io.algorithmselector.model.Shape;
import io.algorithmselector.model.ShapeSpec;
import io.algorithmselector.model.Signature;
import io.algorithmselector.model.Tensor;
import io.algorithmselector.model.TensorSpec;
import io.algorithmselector.testing.FakeModels;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tensorflow.serving.Classification.Class;

/** What a signature and its outputs must look like for classify and regress, and what is said if they do not. */
class ExampleMethodTest {
    private static List<TensorSpec> specs(String... names) {
        return Arrays.stream(names)
                .map(name -> new TensorSpec(name, DataType.STRING, ShapeSpec.UNKNOWN_RANK))
                .toList();
    }

    private static Signature signature(String method, List<TensorSpec> inputs, List<TensorSpec> outputs) {
        return Signature.of("s", method, inputs, outputs);
    }

    private static Failure failure(Runnable check) {
        ServingException exception = catchThrowableOfType(ServingException.class, check::run);
        assertThat(exception).isNotNull();
        return exception.failure();
    }

    private static void invalid(Runnable check, String message) {
        assertThat(failure(check)).isEqualTo(new Failure.InvalidInput(message));
    }

    private static void precondition(Runnable check, String message) {
        assertThat(failure(check)).isEqualTo(new Failure.EngineFailed(ErrorCode.FAILED_PRECONDITION, message));
    }

    private static void classify(List<TensorSpec> inputs, List<TensorSpec> outputs) {
        ExampleMethod.CLASSIFY.require(signature(Signature.CLASSIFY, inputs, outputs));
    }

    private static void regress(List<TensorSpec> inputs, List<TensorSpec> outputs) {
        ExampleMethod.REGRESS.require(signature(Signature.REGRESS, inputs, outputs));
    }

    @Test
    void named_isTheMethodOfThatName() {
        assertThat(ExampleMethod.named("tensorflow/serving/classify")).isEqualTo(ExampleMethod.CLASSIFY);
        assertThat(ExampleMethod.named("tensorflow/serving/regress")).isEqualTo(ExampleMethod.REGRESS);
        assertThat(ExampleMethod.named("tensorflow/serving/predict")).isNull();
    }

    @Test
    void signature_suited_passes() {
        assertThatCode(() -> {
                    classify(specs("inputs"), specs("classes"));
                    classify(specs("inputs"), specs("scores"));
                    classify(specs("inputs"), specs("classes", "scores"));
                    classify(specs("inputs"), specs("classes", "other"));
                    regress(specs("inputs"), specs("outputs"));
                })
                .doesNotThrowAnyException();
    }

    @Test
    void signature_ofAnotherMethod_isInvalid() {
        Signature predict = signature(Signature.PREDICT, specs("inputs"), specs("outputs"));
        invalid(
                () -> ExampleMethod.CLASSIFY.require(predict),
                "Expected classification signature method_name to be tensorflow/serving/classify."
                        + " Was: tensorflow/serving/predict");
        invalid(
                () -> ExampleMethod.REGRESS.require(predict),
                "Expected regression signature method_name to be tensorflow/serving/regress."
                        + " Was: tensorflow/serving/predict");
    }

    @Test
    void signature_wrongNumberOfTensors_isInvalid() {
        invalid(() -> classify(specs("a", "b"), specs("classes")), "Expected one input Tensor.");
        invalid(() -> regress(specs(), specs("outputs")), "Expected one input Tensor.");
        invalid(() -> classify(specs("inputs"), specs("a", "b", "c")), "Expected one or two output Tensors, found 3");
        invalid(() -> regress(specs("inputs"), specs("a", "b")), "Expected one output Tensor.");
    }

    @Test
    void signature_otherNames_failThePrecondition() {
        precondition(() -> classify(specs("x"), specs("classes")), "No classification inputs found in SignatureDef: s");
        precondition(() -> regress(specs("x"), specs("outputs")), "No regression inputs found in SignatureDef: s");
        precondition(
                () -> classify(specs("inputs"), specs("outputs")),
                "Expected classification signature outputs to contain at least one of \"classes\" or \"scores\"."
                        + " Signature was: s");
        precondition(() -> regress(specs("inputs"), specs("y")), "No regression outputs found in SignatureDef: s");
    }

    private static Tensor strings(Shape shape, String... values) {
        return new Tensor.Strings(
                shape, Arrays.stream(values).map(value -> value.getBytes(UTF_8)).toList());
    }

    private static Classifications classified(Map<String, Tensor> outputs) {
        return new Classifications(outputs, 2);
    }

    @Test
    void classifications_labelsAndScores_inPairs() {
        Classifications both = classified(Map.of(
                "classes", strings(Shape.of(2, 2), "a", "b", "c\"", "d"),
                "scores", FakeModels.floats(Shape.of(2, 2), 0.1f, 1, Float.NaN, 9_000_000)));
        assertThat(new String(both.toJson(), UTF_8))
                .isEqualTo("{\"results\":[[[\"a\",0.1],[\"b\",1.0]],[[\"c\\\"\",NaN],[\"d\",9e+06]]]}");
        assertThat(both.toProto().getClassifications(0).getClassesList())
                .containsExactly(
                        Class.newBuilder().setLabel("a").setScore(0.1f).build(),
                        Class.newBuilder().setLabel("b").setScore(1).build());
    }

    @Test
    void classifications_oneOfBoth_leavesTheOtherEmpty() {
        assertThat(new String(
                        classified(Map.of("classes", strings(Shape.of(2, 1), "a", "b")))
                                .toJson(),
                        UTF_8))
                .isEqualTo("{\"results\":[[[\"a\",0.0]],[[\"b\",0.0]]]}");
        Classifications scores = classified(Map.of("scores", FakeModels.floats(Shape.of(2, 1), 1, 2)));
        assertThat(new String(scores.toJson(), UTF_8)).isEqualTo("{\"results\":[[[\"\",1.0]],[[\"\",2.0]]]}");
        assertThat(scores.toProto().getClassifications(1).getClasses(0).getLabel())
                .isEmpty();
    }

    @Test
    void classifications_outputsThatDoNotFit_areRefusedInTensorFlowServingsWords() {
        invalid(
                () -> classified(Map.of("classes", strings(Shape.of(2), "a", "b"))),
                "Expected Tensor shape: [batch_size num_classes] but got [2]");
        invalid(
                () -> classified(Map.of("scores", FakeModels.floats(Shape.SCALAR, 1))),
                "Expected Tensor shape: [batch_size num_classes] but got []");
        invalid(
                () -> classified(Map.of("classes", FakeModels.floats(Shape.of(2, 1), 1, 2))),
                "Expected classes Tensor of DT_STRING. Got: DT_FLOAT");
        invalid(
                () -> classified(Map.of("scores", strings(Shape.of(2, 1), "a", "b"))),
                "Expected scores Tensor of DT_FLOAT. Got: DT_STRING");
        invalid(
                () -> classified(Map.of("classes", strings(Shape.of(1, 2), "a", "b"))),
                "Expected classes output batch size of 2. Got: 1");
        invalid(
                () -> classified(Map.of(
                        "classes", strings(Shape.of(2, 1), "a", "b"),
                        "scores", FakeModels.floats(Shape.of(2, 2), 1, 2, 3, 4))),
                "Tensors class and score should match in dim_size(1). Got 1 vs. 2");
    }

    private static Regressions regressed(Tensor output) {
        return new Regressions(Map.of("outputs", output), 2);
    }

    @Test
    void regressions_vectorOrColumn_areTheValues() {
        for (Shape shape : List.of(Shape.of(2), Shape.of(2, 1))) {
            Regressions regressions = regressed(FakeModels.floats(shape, 3.5f, -4));
            assertThat(new String(regressions.toJson(), UTF_8)).isEqualTo("{\"results\":[3.5,-4.0]}");
            assertThat(regressions.toProto().getRegressions(1).getValue()).isEqualTo(-4f);
        }
    }

    @Test
    void regressions_outputsThatDoNotFit_areRefusedInTensorFlowServingsWords() {
        String shapes = "Expected output Tensor shape to be either [batch_size] or [batch_size, 1] but got ";
        invalid(() -> regressed(FakeModels.floats(Shape.SCALAR, 1)), shapes + "[]");
        invalid(() -> regressed(FakeModels.floats(Shape.of(2, 2), 1, 2, 3, 4)), shapes + "[2,2]");
        invalid(
                () -> regressed(FakeModels.floats(Shape.of(3), 1, 2, 3)),
                "Input batch size did not match output batch size: 2 vs. 3");
        invalid(() -> regressed(strings(Shape.of(2), "a", "b")), "Expected output Tensor of DT_FLOAT.  Got: DT_STRING");
    }
}
