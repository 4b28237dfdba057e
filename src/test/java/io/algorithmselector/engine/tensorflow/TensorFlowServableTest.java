package io.algorithmselector.engine.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.algorithmselector.model.DataType;
import io.algorithmselector.model.ErrorCode;
import io.algorithmselector.model.Failure;
import io.algorithmselector.model.ServingException;
import io.algorithmselector.model.Shape;
import io.algorithmselector.model.Signature;
import io.algorithmselector.model.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TensorFlowServableTest {
    @TempDir
    private Path directory;

    @Test
    void run_computes() {
        try (LoadedModel model = LoadedModel.of(SavedModels.addMultiply(directory))) {
            Map<String, Tensor> answer = model.run(Map.of("x", Tensors.floats(1, -2, 0.5f)));
            assertThat(Tensors.floats(answer.get("y"))).containsExactly(5, -1, 4);
            assertThat(answer.get("y")).extracting(Tensor::shape).isEqualTo(Shape.of(3));
        }
    }

    @Test
    void run_withoutAFilter_answersAllOutputsInOrder() {
        try (LoadedModel model = LoadedModel.of(SavedModels.arithmetic(directory))) {
            Map<String, Tensor> answer = model.run(Map.of("a", Tensors.floats(3), "b", Tensors.floats(5)));
            assertThat(answer.keySet()).containsExactly("alias", "product", "sum");
            assertThat(Tensors.floats(answer.get("sum"))).containsExactly(8);
            assertThat(Tensors.floats(answer.get("alias"))).containsExactly(8);
            assertThat(Tensors.floats(answer.get("product"))).containsExactly(15);
        }
    }

    @Test
    void run_withAFilter_answersTheseOutputsOnly() {
        try (LoadedModel model = LoadedModel.of(SavedModels.arithmetic(directory))) {
            Map<String, Tensor> inputs = Map.of("a", Tensors.floats(3), "b", Tensors.floats(5));
            Map<String, Tensor> one = model.run(inputs, "product");
            assertThat(one.keySet()).containsExactly("product");
            assertThat(Tensors.floats(one.get("product"))).containsExactly(15);
            assertThat(model.run(inputs, "sum", "alias").keySet()).containsExactly("alias", "sum");
        }
    }

    /** The filter reaches the engine: the failing part of the graph does not run. */
    @Test
    void run_withAFilter_computesNoMoreThanWanted() {
        try (SavedModelWriter writer = new SavedModelWriter()) {
            var tf = writer.tf();
            var one = tf.constant(1L);
            var check = tf.assertThat(tf.constant(false), List.of(one));
            writer.signature(
                            Signature.DEFAULT,
                            Map.of(),
                            Map.of("bad", tf.withControlDependencies(check).identity(one), "good", tf.identity(one)))
                    .write(directory);
        }
        try (LoadedModel model = LoadedModel.of(directory)) {
            assertThat(Tensors.longs(model.run(Map.of(), "good").get("good"))).containsExactly(1);
            assertThatThrownBy(() -> model.run(Map.of(), "bad")).isInstanceOf(ServingException.class);
        }
    }

    @Test
    void run_withoutInputs_answers() {
        try (LoadedModel model = LoadedModel.of(SavedModels.constant(directory))) {
            assertThat(Tensors.longs(model.run(Map.of()).get("answer"))).containsExactly(42);
        }
    }

    @Test
    void run_strings_keepsBytes() {
        try (LoadedModel model = LoadedModel.of(SavedModels.strings(directory))) {
            Map<String, Tensor> answer =
                    model.run(Map.of("text", Tensors.strings("abc", "", "a string of more than 22 bytes")));
            assertThat(Tensors.strings(answer.get("upper")))
                    .containsExactly("ABC", "", "A STRING OF MORE THAN 22 BYTES");
            assertThat(Tensors.ints(answer.get("length"))).containsExactly(3, 0, 30);
        }
    }

    @Test
    void run_lookupTableFromAnAsset_findsItsWords() {
        try (LoadedModel model = LoadedModel.of(SavedModels.lookupTable(directory))) {
            for (int round = 0; round < 2; round++) { // the second one fails if the table were filled by each run
                Map<String, Tensor> answer = model.run(Map.of("word", Tensors.strings("two", "zero", "ten")));
                assertThat(Tensors.longs(answer.get("id"))).containsExactly(2, 0, -1);
            }
        }
    }

    @Test
    void run_statefulModel_keepsItsState() {
        try (LoadedModel model = LoadedModel.of(SavedModels.counter(directory))) {
            assertThat(Tensors.longs(
                            model.run(Map.of("summand", Tensors.scalar(5))).get("total")))
                    .containsExactly(105);
            assertThat(Tensors.longs(
                            model.run(Map.of("summand", Tensors.scalar(7))).get("total")))
                    .containsExactly(112);
        }
    }

    /** Two versions of one model share nothing, although their variables have the same names. */
    @Test
    void run_twoLoadsOfAStatefulModel_areApart() {
        SavedModels.counter(directory);
        try (LoadedModel one = LoadedModel.of(directory);
                LoadedModel other = LoadedModel.of(directory)) {
            one.run(Map.of("summand", Tensors.scalar(5)));
            assertThat(Tensors.longs(
                            other.run(Map.of("summand", Tensors.scalar(0))).get("total")))
                    .containsExactly(100);
        }
    }

    @Test
    void run_fromNativeMemory_computes() {
        try (LoadedModel model = LoadedModel.of(SavedModels.addMultiply(directory));
                Arena arena = Arena.ofConfined()) {
            MemorySegment data = arena.allocateFrom(ValueLayout.JAVA_FLOAT, 10, 20);
            Tensor x = new Tensor.Numeric(DataType.FLOAT32, Shape.of(2), data);
            assertThat(Tensors.floats(model.run(Map.of("x", x)).get("y"))).containsExactly(23, 43);
        }
    }

    /** The input's tensor exists by then and must be freed; the session must not be left counted as running. */
    @Test
    void run_fromMemoryFreedMeanwhile_failsAndLeavesTheModelUsable() {
        try (LoadedModel model = LoadedModel.of(SavedModels.addMultiply(directory))) {
            MemorySegment data;
            try (Arena arena = Arena.ofConfined()) {
                data = arena.allocate(4);
            }
            Tensor x = new Tensor.Numeric(DataType.FLOAT32, Shape.of(1), data);
            assertThatThrownBy(() -> model.run(Map.of("x", x))).isInstanceOf(IllegalStateException.class);
            assertThat(Tensors.floats(model.run(Map.of("x", Tensors.floats(1))).get("y")))
                    .containsExactly(5);
        }
    }

    @Test
    void run_noElements_answersNone() {
        try (LoadedModel model = LoadedModel.of(SavedModels.mlp(directory, 4))) {
            Map<String, Tensor> answer = model.run(Map.of("image", Tensors.floats(Shape.of(0, 4))));
            assertThat(answer.get("scores")).extracting(Tensor::shape).isEqualTo(Shape.of(0, 10));
            assertThat(Tensors.floats(answer.get("scores"))).isEmpty();
        }
    }

    @Test
    void run_inputThatDoesNotFit_isRefusedBeforeTheEngine() {
        try (LoadedModel model = LoadedModel.of(SavedModels.mlp(directory, 4))) {
            assertThat(failure(model, Map.of("image", Tensors.floats(Shape.of(1, 3), 1, 2, 3))))
                    .isEqualTo(new Failure.InvalidInput("input image has shape [1,3], expected [-1,4]"));
            assertThat(failure(model, Map.of("image", Tensors.scalar(1))))
                    .isEqualTo(new Failure.InvalidInput("input image is int64, expected float32"));
            assertThat(failure(model, Map.of())).isInstanceOf(Failure.InvalidInput.class);
            assertThat(failure(model, Map.of("image", Tensors.floats(Shape.of(1, 4), 1, 2, 3, 4)), "score"))
                    .isEqualTo(new Failure.InvalidInput(
                            "output score is not one of signature serving_default; it has [scores]"));
        }
    }

    @Test
    void run_failingInTheGraph_saysWhatAndWhere() {
        try (LoadedModel model = LoadedModel.of(SavedModels.assertion(directory))) {
            Failure.EngineFailed failure = (Failure.EngineFailed) failure(model, Map.of("x", Tensors.scalar(-3)));
            assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
            assertThat(failure.message())
                    .contains("x must be above 0, got")
                    .contains("-3")
                    .endsWith("(node positive)")
                    .doesNotContain("\n");
            assertThat(Tensors.longs(model.run(Map.of("x", Tensors.scalar(3))).get("y")))
                    .containsExactly(3);
        }
    }

    /** Shapes that the signature leaves open are the engine's to refuse. */
    @Test
    void run_shapesThatDoNotGoTogether_failsWithTheNode() {
        try (LoadedModel model = LoadedModel.of(SavedModels.arithmetic(directory))) {
            Failure failure = failure(model, Map.of("a", Tensors.floats(1, 2), "b", Tensors.floats(1, 2, 3)), "sum");
            assertThat(failure).isInstanceOf(Failure.EngineFailed.class);
            assertThat(failure.message())
                    .contains("Incompatible shapes: [2] vs. [3]")
                    .contains("(node Add");
        }
    }

    @Test
    void run_signatureOfAnotherModel_isRefused() {
        try (LoadedModel model = LoadedModel.of(SavedModels.addMultiply(directory))) {
            Signature other = Signature.of("other", "", List.of(), List.of());
            assertThatThrownBy(() -> model.servable().run(other, Map.of(), Set.of()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("signature other is not one of [serving_default]");
        }
    }

    @Test
    void run_byManyThreads_answersEachItsOwn() throws Exception {
        try (LoadedModel model = LoadedModel.of(SavedModels.addMultiply(directory));
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> calls = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                float value = i;
                calls.add(threads.submit(() -> assertThat(Tensors.floats(
                                model.run(Map.of("x", Tensors.floats(value))).get("y")))
                        .containsExactly(value * 2 + 3)));
            }
            for (Future<?> call : calls) {
                call.get();
            }
        }
    }

    @Test
    void close_twice_isOnce() {
        LoadedModel model = LoadedModel.of(SavedModels.addMultiply(directory));
        model.close();
        model.close();
        model.servable().cancel(); // nothing to cancel: must not touch what is freed
    }

    @Test
    void run_afterClose_throwsAndDoesNotCrash() {
        LoadedModel model = LoadedModel.of(SavedModels.addMultiply(directory));
        model.close();
        assertThatThrownBy(() -> model.run(Map.of("x", Tensors.floats(1))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
        assertThatThrownBy(() -> model.run(Map.of("x", Tensors.floats(1)), "y"))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void output_beyondWhatAJavaArrayHolds_isRefusedByName() {
        TensorReader.requireWithinLimit("scores", Integer.MAX_VALUE - 8, "bytes");
        ServingException thrown = catchThrowableOfType(
                ServingException.class, () -> TensorReader.requireWithinLimit("scores", 1L << 31, "bytes"));
        assertThat(thrown.failure())
                .isEqualTo(new Failure.EngineFailed(
                        ErrorCode.RESOURCE_EXHAUSTED,
                        "output scores has 2147483648 bytes, more than the 2147483639 that can be answered"));
    }

    private static Failure failure(LoadedModel model, Map<String, Tensor> inputs, String... outputs) {
        ServingException thrown = catchThrowableOfType(ServingException.class, () -> model.run(inputs, outputs));
        assertThat(thrown).isNotNull();
        return thrown.failure();
    }
}
