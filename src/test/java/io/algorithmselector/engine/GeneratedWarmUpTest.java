package io.algorithmselector.engine;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.algorithmselector.model.DataType;
import io.algorithmselector.model.ServingException;
import io.algorithmselector.model.ShapeSpec;
import io.algorithmselector.model.Signature;
import io.algorithmselector.model.Tensor;
import io.algorithmselector.model.TensorSpec;
import io.algorithmselector.model.VersionId;
import io.algorithmselector.testing.CapturedLog;
import io.algorithmselector.testing.FakeServable;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GeneratedWarmUpTest {
    private static final VersionId VERSION = new VersionId("m", 1);

    private final FakeServable servable = new FakeServable();
    private final List<Map<String, Tensor>> runs = new ArrayList<>();

    @AfterEach
    void clearInterrupt() {
        Thread.interrupted();
    }

    private void signature(String name, TensorSpec... inputs) {
        servable.with(Signature.of(name, Signature.PREDICT, List.of(inputs), List.of()), sent -> {
            runs.add(sent);
            return new TreeMap<>();
        });
    }

    private static TensorSpec spec(String name, DataType type, long... dimensions) {
        return new TensorSpec(name, type, ShapeSpec.of(dimensions));
    }

    private int run() throws InterruptedException {
        return new GeneratedWarmUp().run(VERSION, Path.of("nowhere"), servable);
    }

    @Test
    void run_everySignature_isComputedOnce() throws InterruptedException {
        signature("a", spec("x", DataType.FLOAT32, 3));
        signature("b");
        assertThat(run()).isEqualTo(2);
        assertThat(runs).hasSize(2);
    }

    @Test
    void run_openDimensions_areOneAndValuesZero() throws InterruptedException {
        signature("a", spec("x", DataType.INT64, -1, 2), spec("s", DataType.STRING, -1), spec("scalar", DataType.BOOL));
        assertThat(run()).isEqualTo(1);
        Map<String, Tensor> sent = runs.getFirst();
        Tensor.Numeric x = (Tensor.Numeric) requireNonNull(sent.get("x"));
        assertThat(x.shape().toArray()).containsExactly(1, 2);
        assertThat(x.data().toArray(ValueLayout.JAVA_LONG_UNALIGNED)).containsExactly(0, 0);
        assertThat(((Tensor.Strings) requireNonNull(sent.get("s"))).elements()).containsExactly(new byte[0]);
        assertThat(requireNonNull(sent.get("scalar")).shape().rank()).isZero();
    }

    @Test
    void run_unknownRank_isLeftOut() throws InterruptedException {
        signature("a", new TensorSpec("x", DataType.FLOAT32, ShapeSpec.UNKNOWN_RANK));
        assertThat(run()).isZero();
        assertThat(runs).isEmpty();
    }

    @Test
    void run_inputsOfTheLimitTogether_areComputed_oneMoreByteIsNot() throws InterruptedException {
        long half = ZeroInputs.MAX_BYTES / 2;
        signature("fits", spec("x", DataType.UINT8, half), spec("y", DataType.UINT8, half));
        signature("large", spec("x", DataType.UINT8, half), spec("y", DataType.UINT8, half + 1));
        signature("strings", spec("x", DataType.STRING, ZeroInputs.MAX_BYTES / 24 + 1));
        signature("overflow", spec("x", DataType.INT64, Long.MAX_VALUE, Long.MAX_VALUE));
        assertThat(run()).isEqualTo(1);
    }

    @Test
    void run_requestThatFails_isToldAtDebugOnlyAndTheOthersFollow() throws InterruptedException {
        servable.with(Signature.of("a", Signature.PREDICT, List.of(), List.of()), _ -> {
            throw ServingException.invalidInput("no zeros");
        });
        signature("b");
        try (CapturedLog log = CapturedLog.of(GeneratedWarmUp.class)) {
            assertThat(run()).isEqualTo(1);
            assertThat(log.lines()).isEmpty();
        }
    }

    @Test
    void run_interrupted_endsBeforeTheNextRequest() {
        servable.with(Signature.of("a", Signature.PREDICT, List.of(), List.of()), _ -> {
            Thread.currentThread().interrupt();
            return new TreeMap<>();
        });
        signature("b");
        assertThatThrownBy(this::run).isInstanceOf(InterruptedException.class);
        assertThat(runs).isEmpty();
    }
}
