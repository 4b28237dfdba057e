package io.algorithmselector.api.json;

import io.algorithmselector.model.DataType;
import io.algorithmselector.model.ServingException;
import io.algorithmselector.model.Shape;
import io.algorithmselector.model.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Collection;

/** Writes tensors as nested lists, straight from their bytes. Not thread-safe; for one answer. */
public final class JsonTensorWriter {
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfDouble DOUBLE =
            ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /** More is not set aside in advance. */
    private static final long MOST_EXPECTED = 64L << 20;

    private final JsonWriter out;
    private boolean shortest;

    public JsonTensorWriter(JsonWriter out) {
        this.out = out;
    }

    /** About how many bytes the tensors will take: a writer that begins with as many copies little when it grows. */
    public static int expectedLength(Collection<Tensor> tensors) {
        long length = 0;
        for (Tensor tensor : tensors) {
            length += tensor.shape().elements() * typicalLength(tensor.type());
        }
        return (int) Math.min(MOST_EXPECTED, length);
    }

    private static int typicalLength(DataType type) {
        return switch (type) {
            case INT8, UINT8 -> 4;
            case BOOL, INT16, UINT16 -> 6;
            case INT32, UINT32, INT64, UINT64 -> 8;
            default -> 12;
        };
    }

    /**
     * Writes all elements as one list in row-major order, floats with as few digits as read back as the same.
     *
     * @throws ServingException with {@code Unsupported} if JSON has no form for the tensor's type, with {@code InvalidInput} if
     *     a string is not UTF-8
     */
    public void flat(String name, Tensor tensor) {
        JsonElements.requireForm("output " + name, tensor.type());
        if (tensor instanceof Tensor.Strings strings) {
            requireText(name, strings);
        }
        shortest = true;
        out.raw('[');
        elements(tensor, false, 0, tensor.shape().elements());
        out.raw(']');
    }

    private static void requireText(String name, Tensor.Strings strings) {
        int index = 0;
        for (byte[] element : strings.elements()) {
            if (!Utf8.isText(element)) {
                throw ServingException.invalidInput("element " + index + " of output " + name
                        + " is not UTF-8, so that JSON has no form for it; ask for the output as binary data");
            }
            index++;
        }
    }

    /**
     * Writes the whole tensor: a value, or nested lists.
     *
     * @param base64 whether strings are bytes and not text
     * @throws ServingException with {@code Unsupported} if JSON has no form for the tensor's type
     */
    public void whole(String name, Tensor tensor, boolean base64) {
        JsonElements.requireForm("output " + name, tensor.type());
        nested(tensor, base64, 0, 0, tensor.shape().elements());
    }

    /** Writes the slice at {@code row} of the first dimension; otherwise as {@link #whole}. */
    public void row(String name, Tensor tensor, boolean base64, long row) {
        JsonElements.requireForm("output " + name, tensor.type());
        long size = tensor.shape().elements() / tensor.shape().dimension(0);
        nested(tensor, base64, 1, row * size, size);
    }

    /** The recursion goes as deep as the tensor's rank. */
    private void nested(Tensor tensor, boolean base64, int dimension, long from, long count) {
        Shape shape = tensor.shape();
        if (dimension == shape.rank()) {
            elements(tensor, base64, from, from + 1);
            return;
        }
        out.raw('[');
        long length = shape.dimension(dimension);
        if (dimension == shape.rank() - 1) {
            elements(tensor, base64, from, from + length);
        } else {
            long size = length == 0 ? 0 : count / length;
            for (long i = 0; i < length; i++) {
                out.comma(i == 0);
                nested(tensor, base64, dimension + 1, from + i * size, size);
            }
        }
        out.raw(']');
    }

    private void elements(Tensor tensor, boolean base64, long from, long to) {
        switch (tensor) {
            case Tensor.Numeric numeric -> numbers(numeric.type(), numeric.data(), from, to);
            case Tensor.Strings strings -> {
                for (long i = from; i < to; i++) {
                    out.comma(i == from);
                    byte[] element = strings.elements().get((int) i);
                    if (base64) {
                        out.base64(element);
                    } else {
                        out.string(element);
                    }
                }
            }
        }
    }

    private void numbers(DataType type, MemorySegment data, long from, long to) {
        switch (type) {
            case FLOAT32 -> singles(data, from, to);
            case FLOAT64 -> decimals(data, from, to);
            default -> others(type, data, from, to);
        }
    }

    private void singles(MemorySegment data, long from, long to) {
        for (long i = from; i < to; i++) {
            if (shortest) {
                out.shortest(data.getAtIndex(FLOAT, i), i == from);
            } else {
                out.decimal(data.getAtIndex(FLOAT, i), i == from);
            }
        }
    }

    private void decimals(MemorySegment data, long from, long to) {
        for (long i = from; i < to; i++) {
            if (shortest) {
                out.shortest(data.getAtIndex(DOUBLE, i), i == from);
            } else {
                out.decimal(data.getAtIndex(DOUBLE, i), i == from);
            }
        }
    }

    private void others(DataType type, MemorySegment data, long from, long to) {
        for (long i = from; i < to; i++) {
            out.comma(i == from);
            switch (type) {
                case FLOAT16 -> out.decimal(Float.float16ToFloat(data.getAtIndex(SHORT, i)));
                case BFLOAT16 -> out.decimal(HalfPrecision.fromBfloat16(data.getAtIndex(SHORT, i)));
                case BOOL -> out.bool(data.get(ValueLayout.JAVA_BYTE, i) != 0);
                case UINT64 -> out.unsigned(data.getAtIndex(LONG, i));
                default -> out.integer(integer(type, data, i));
            }
        }
    }

    private static long integer(DataType type, MemorySegment data, long i) {
        return switch (type) {
            case INT8 -> data.get(ValueLayout.JAVA_BYTE, i);
            case UINT8 -> data.get(ValueLayout.JAVA_BYTE, i) & 0xFF;
            case INT16 -> data.getAtIndex(SHORT, i);
            case UINT16 -> data.getAtIndex(SHORT, i) & 0xFFFF;
            case INT32 -> data.getAtIndex(INT, i);
            case UINT32 -> data.getAtIndex(INT, i) & 0xFFFF_FFFFL;
            case INT64 -> data.getAtIndex(LONG, i);
            default -> throw new IllegalStateException(type + " is no integer");
        };
    }
}
