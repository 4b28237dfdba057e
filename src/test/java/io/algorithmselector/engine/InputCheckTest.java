package io.algorithmselector.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.algorithmselector.model.DataType;
import io.algorithmselector.model.Failure;
import io.algorithmselector.model.ServingException;
import io.algorithmselector.model.Shape;
import io.algorithmselector.model.ShapeSpec;
import io.algorithmselector.model.Signature;
import io.algorithmselector.model.Tensor;
import io.algorithmselector.model.TensorSpec;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class InputCheckTest {
    private static final Signature SIGNATURE = Signature.of(
            "classify",
            Signature.PREDICT,
            List.of(
                    new TensorSpec("any", DataType.INT8, ShapeSpec.UNKNOWN_RANK),
                    new TensorSpec("window", DataType.FLOAT32, ShapeSpec.of(-1, 3))),
            List.of(
                    new TensorSpec("label", DataType.STRING, ShapeSpec.of(-1)),
                    new TensorSpec("scores", DataType.FLOAT32, ShapeSpec.of(-1, 2))));

    private static final Tensor ANY = zeros(DataType.INT8);
    private static final Tensor WINDOW = zeros(DataType.FLOAT32, 2, 3);

    @Test
    void inputs_fitting_pass() {
        assertThatCode(() -> InputCheck.requireInputs(SIGNATURE, Map.of("any", ANY, "window", WINDOW)))
                .doesNotThrowAnyException();
        Tensor empty = zeros(DataType.FLOAT32, 0, 3);
        Tensor rankFour = zeros(DataType.INT8, 1, 2, 3, 4);
        assertThatCode(() -> InputCheck.requireInputs(SIGNATURE, Map.of("any", rankFour, "window", empty)))
                .doesNotThrowAnyException();
    }

    @Test
    void inputs_oneMissing_namesItAndBothSides() {
        assertInvalid(
                () -> InputCheck.requireInputs(SIGNATURE, Map.of("any", ANY)),
                "input window of signature classify is missing; it takes [any, window] and got [any]");
    }

    @Test
    void inputs_oneUnknown_namesItAndTheKnownOnes() {
        assertInvalid(
                () -> InputCheck.requireInputs(SIGNATURE, Map.of("any", ANY, "window", WINDOW, "extra", ANY)),
                "input extra is not one of signature classify; it has [any, window]");
    }

    @Test
    void inputs_wrongType_namesBothTypes() {
        assertMisfit(zeros(DataType.INT32, 2, 3), "input window is int32, expected float32");
    }

    @Test
    void inputs_stringsForNumbers_namesBothTypes() {
        Tensor strings = new Tensor.Strings(Shape.of(1, 3), List.of(new byte[0], new byte[0], new byte[0]));
        assertMisfit(strings, "input window is string, expected float32");
    }

    @Test
    void inputs_wrongRank_namesBothShapes() {
        assertMisfit(zeros(DataType.FLOAT32, 3), "input window has shape [3], expected [-1,3]");
        assertMisfit(zeros(DataType.FLOAT32), "input window has shape [], expected [-1,3]");
    }

    @Test
    void inputs_wrongFixedDimension_namesBothShapes() {
        assertMisfit(zeros(DataType.FLOAT32, 2, 4), "input window has shape [2,4], expected [-1,3]");
    }

    @Test
    void outputs_known_pass() {
        assertThatCode(() -> InputCheck.requireOutputs(SIGNATURE, Set.of("label")))
                .doesNotThrowAnyException();
    }

    @Test
    void outputs_unknown_namesItAndTheKnownOnes() {
        assertInvalid(
                () -> InputCheck.requireOutputs(SIGNATURE, Set.of("label", "score")),
                "output score is not one of signature classify; it has [label, scores]");
    }

    private static void assertMisfit(Tensor window, String message) {
        assertInvalid(() -> InputCheck.requireInputs(SIGNATURE, Map.of("any", ANY, "window", window)), message);
    }

    private static void assertInvalid(ThrowingCallable check, String message) {
        assertThatThrownBy(check)
                .isInstanceOfSatisfying(
                        ServingException.class,
                        e -> assertThat(e.failure()).isEqualTo(new Failure.InvalidInput(message)));
    }

    private static Tensor zeros(DataType type, long... dimensions) {
        Shape shape = Shape.of(dimensions);
        return Tensor.Numeric.of(type, shape, new byte[Math.toIntExact(shape.elements() * type.size())]);
    }
}
