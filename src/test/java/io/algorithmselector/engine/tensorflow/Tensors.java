package io.algorithmselector.engine.tensorflow;

import io.algorithmselector.model.DataType;
import io.algorithmselector.model.Shape;
import io.algorithmselector.model.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tensors of Java values and back, for tests. */
public final class Tensors {
    private Tensors() {}

    /** A vector. */
    public static Tensor floats(float... values) {
        return floats(Shape.of(values.length), values);
    }

    public static Tensor floats(Shape shape, float... values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return Tensor.Numeric.of(DataType.FLOAT32, shape, bytes.array());
    }

    public static Tensor scalar(long value) {
        ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        return Tensor.Numeric.of(
                DataType.INT64, Shape.SCALAR, bytes.putLong(value).array());
    }

    /** A vector. */
    public static Tensor strings(String... values) {
        List<byte[]> elements = Arrays.stream(values)
                .map(value -> value.getBytes(StandardCharsets.UTF_8))
                .toList();
        return new Tensor.Strings(Shape.of(values.length), elements);
    }

    public static float[] floats(@Nullable Tensor tensor) {
        return numeric(tensor, DataType.FLOAT32).toArray(ValueLayout.JAVA_FLOAT_UNALIGNED);
    }

    public static long[] longs(@Nullable Tensor tensor) {
        return numeric(tensor, DataType.INT64).toArray(ValueLayout.JAVA_LONG_UNALIGNED);
    }

    public static int[] ints(@Nullable Tensor tensor) {
        return numeric(tensor, DataType.INT32).toArray(ValueLayout.JAVA_INT_UNALIGNED);
    }

    public static List<String> strings(@Nullable Tensor tensor) {
        if (tensor instanceof Tensor.Strings(Shape shape, List<byte[]> elements)) {
            return elements.stream()
                    .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                    .toList();
        }
        throw new AssertionError("no strings: " + tensor);
    }

    private static MemorySegment numeric(@Nullable Tensor tensor, DataType expected) {
        if (tensor instanceof Tensor.Numeric(DataType type, Shape shape, MemorySegment data) && type == expected) {
            return data;
        }
        throw new AssertionError("no " + expected + ": " + tensor);
    }
}
