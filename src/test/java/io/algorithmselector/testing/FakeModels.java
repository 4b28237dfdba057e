package io.algorithmselector.testing;

import io.algorithmselector.lifecycle.ServingState;
import io.algorithmselector.lifecycle.State;
import io.algorithmselector.model.DataType;
import io.algorithmselector.model.ErrorCode;
import io.algorithmselector.model.Failure;
import io.algorithmselector.model.ServingException;
import io.algorithmselector.model.Shape;
import io.algorithmselector.model.ShapeSpec;
import io.algorithmselector.model.Signature;
import io.algorithmselector.model.Tensor;
import io.algorithmselector.model.TensorSpec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.SequencedMap;
import java.util.TreeMap;

/** The models that protocol tests ask. */
public final class FakeModels {
    /** {@code y = x / 2 + 2} in version 1, {@code + 3} in version 2; version 3 has failed, version 4 loads. */
    public static final String HALF_PLUS = "half_plus";
    /** Answers each input under its own name; a signature for each data type, by the type's name. */
    public static final String ECHO = "echo";
    /** Only a version that is still loading. */
    public static final String LOADING = "loading";
    /** Its repository could not be listed. */
    public static final String UNLISTED = "unlisted";
    /** The engine fails, or this server does, by the signature's name. */
    public static final String BROKEN = "broken";
    /**
     * Takes examples with a number {@code x}: {@code classify} gives it the classes {@code low} and {@code high}, {@code regress}
     * is {@code x / 2 + 2}; {@code misnamed} and {@code misshapen} are regressions that do not fit.
     */
    public static final String EXAMPLES = "examples";

    private static final long ANY = ShapeSpec.UNKNOWN_DIMENSION;

    private FakeModels() {}

    public static ServingState all() {
        FakeModel halfPlus = new FakeModel(HALF_PLUS)
                .available(1, halfPlus(2))
                .available(2, halfPlus(3))
                .failed(3, ErrorCode.NOT_FOUND, "no saved_model.pb")
                .inState(4, State.LOADING)
                .label("stable", 1)
                .label("canary", 2)
                .label("next", 4)
                .label("far", 99);
        return new FakeServing()
                .with(halfPlus)
                .with(new FakeModel(ECHO).available(1, echo()))
                .with(new FakeModel(LOADING).inState(1, State.LOADING))
                .with(new FakeModel(UNLISTED).unlisted(ErrorCode.PERMISSION_DENIED, "access to bucket b is denied"))
                .with(new FakeModel(BROKEN).available(7, broken()))
                .with(new FakeModel(EXAMPLES)
                        .available(5, FakeExamples.servable())
                        .label("stable", 5));
    }

    private static FakeServable halfPlus(float offset) {
        TensorSpec x = new TensorSpec("x", DataType.FLOAT32, ShapeSpec.of(ANY));
        TensorSpec y = new TensorSpec("y", DataType.FLOAT32, ShapeSpec.of(ANY));
        Signature signature = Signature.of(Signature.DEFAULT, Signature.PREDICT, List.of(x), List.of(y));
        return new FakeServable().with(signature, inputs -> {
            Tensor.Numeric input = (Tensor.Numeric) inputs.values().iterator().next();
            ByteBuffer in = input.data().asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
            ByteBuffer out = ByteBuffer.allocate(in.capacity()).order(ByteOrder.LITTLE_ENDIAN);
            while (in.hasRemaining()) {
                out.putFloat(in.getFloat() / 2 + offset);
            }
            return named("y", Tensor.Numeric.of(DataType.FLOAT32, input.shape(), out.array()));
        });
    }

    private static FakeServable echo() {
        FakeServable echo = new FakeServable();
        for (DataType type : DataType.values()) {
            List<TensorSpec> tensors = List.of(new TensorSpec("x", type, ShapeSpec.UNKNOWN_RANK));
            echo.with(Signature.of(type.toString(), Signature.PREDICT, tensors, tensors), TreeMap::new);
        }
        List<TensorSpec> two = List.of(
                new TensorSpec("a", DataType.FLOAT32, ShapeSpec.UNKNOWN_RANK),
                new TensorSpec("b_bytes", DataType.STRING, ShapeSpec.UNKNOWN_RANK));
        echo.with(Signature.of(Signature.DEFAULT, Signature.PREDICT, two, two), TreeMap::new);
        return echo;
    }

    private static FakeServable broken() {
        FakeServable broken = new FakeServable();
        TensorSpec x = new TensorSpec("x", DataType.FLOAT32, ShapeSpec.UNKNOWN_RANK);
        broken.with(Signature.of("engine", Signature.PREDICT, List.of(x), List.of(x)), inputs -> {
            throw new ServingException(new Failure.EngineFailed(ErrorCode.OUT_OF_RANGE, "index 7 is out of range"));
        });
        broken.with(Signature.of("defect", Signature.PREDICT, List.of(x), List.of(x)), inputs -> {
            throw new IllegalStateException("secret of the inside");
        });
        broken.with(Signature.of("timeout", Signature.PREDICT, List.of(x), List.of(x)), inputs -> {
            throw new ServingException(new Failure.DeadlineExceeded("the model's time limit has passed"));
        });
        return broken;
    }

    private static SequencedMap<String, Tensor> named(String name, Tensor tensor) {
        SequencedMap<String, Tensor> outputs = new TreeMap<>();
        outputs.put(name, tensor);
        return outputs;
    }

    /** A tensor of floats. */
    public static Tensor.Numeric floats(Shape shape, float... values) {
        ByteBuffer out = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            out.putFloat(value);
        }
        return Tensor.Numeric.of(DataType.FLOAT32, shape, out.array());
    }
}
