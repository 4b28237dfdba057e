package io.algorithmselector.engine.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.algorithmselector.model.Shape;
import io.algorithmselector.model.Tensor;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Nothing leaks: one tensor left behind by each call would add up to several times the limit, which leaves room for what the
 * JVM allocates meanwhile.
 */
class NativeMemoryTest {
    private static final int CALLS = 400;
    private static final int ELEMENT = 100_000;
    private static final long LIMIT = 10L << 20;

    @TempDir
    private Path directory;

    @Test
    void memory_overManyNumericCalls_staysFlat() {
        try (LoadedModel model = LoadedModel.of(SavedModels.addMultiply(directory))) {
            Map<String, Tensor> inputs = Map.of("x", Tensors.floats(new float[ELEMENT / Float.BYTES]));
            assertFlat(i -> model.run(inputs));
        }
    }

    @Test
    void memory_overManyStringCalls_staysFlat() {
        try (LoadedModel model = LoadedModel.of(SavedModels.strings(directory))) {
            Map<String, Tensor> inputs = Map.of("text", strings());
            assertFlat(i -> model.run(inputs));
        }
    }

    /** The other input has been copied in when the engine refuses, or when copying the second one fails. */
    @Test
    void memory_overManyFailedCalls_staysFlat() {
        try (LoadedModel model = LoadedModel.of(SavedModels.arithmetic(directory))) {
            Map<String, Tensor> inputs =
                    Map.of("a", Tensors.floats(new float[ELEMENT / Float.BYTES]), "b", Tensors.floats(1, 2));
            assertFlat(i -> assertThatThrownBy(() -> model.run(inputs)).hasMessageContaining("Incompatible shapes"));
        }
    }

    /** An error's text is native memory as well; this one holds the strings. */
    @Test
    void memory_overManyLongErrors_staysFlat() {
        try (SavedModelWriter writer = new SavedModelWriter()) {
            var tf = writer.tf();
            var text = tf.constant("x".repeat(ELEMENT));
            var check = tf.assertThat(tf.constant(false), List.of(text));
            writer.signature(
                            "serving_default",
                            Map.of(),
                            Map.of("y", tf.withControlDependencies(check).identity(text)))
                    .write(directory);
        }
        try (LoadedModel model = LoadedModel.of(directory)) {
            assertFlat(i -> assertThatThrownBy(() -> model.run(Map.of())).hasMessageContaining("assertion failed"));
        }
    }

    /** JavaCPP counts what it allocates; what is left to the garbage collector shows here. */
    @Test
    void pointers_overLoadsAndFilteredCalls_areAllClosed() {
        SavedModels.arithmetic(directory);
        Map<String, Tensor> inputs = Map.of("a", Tensors.floats(1), "b", Tensors.floats(2));
        loadAndRun(inputs);
        long before = Pointer.totalCount();
        for (int i = 0; i < 10; i++) {
            loadAndRun(inputs);
        }
        assertThat(Pointer.totalCount()).isLessThanOrEqualTo(before);
    }

    @Test
    void pointers_overFailedLoads_areAllClosed() {
        SavedModels.onlyRefusals(directory);
        long before = Pointer.totalCount();
        for (int i = 0; i < 10; i++) {
            assertThatThrownBy(() -> LoadedModel.of(directory)).hasMessageContaining("does not load");
        }
        assertThat(Pointer.totalCount()).isLessThanOrEqualTo(before);
    }

    private void loadAndRun(Map<String, Tensor> inputs) {
        try (LoadedModel model = LoadedModel.of(directory)) {
            model.run(inputs, "sum");
            model.run(inputs);
        }
    }

    private static Tensor strings() {
        return new Tensor.Strings(Shape.of(10), Collections.nCopies(10, new byte[ELEMENT / 10]));
    }

    private static void assertFlat(IntConsumer call) {
        Optional<NativeHeap> heap = NativeHeap.ofThisProcess();
        assumeThat(heap).as("a C library that counts its blocks").isPresent();
        IntStream.range(0, CALLS / 2).forEach(call);
        long before = heap.orElseThrow().bytesInUse();
        IntStream.range(0, CALLS).forEach(call);
        assertThat(heap.orElseThrow().bytesInUse() - before)
                .as("growth in bytes")
                .isLessThan(LIMIT);
    }
}
