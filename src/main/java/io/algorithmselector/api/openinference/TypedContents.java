package io.algorithmselector.api.openinference;

import com.google.protobuf.ByteString;
import inference.InferTensorContents;
import io.algorithmselector.model.ByteBudget;
import io.algorithmselector.model.ServingException;
import io.algorithmselector.model.Shape;
import io.algorithmselector.model.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** A tensor's elements in the repeated fields of a message: each datatype has its own, and several integers share one. */
final class TypedContents implements TensorContents {
    private final InferTensorContents contents;

    TypedContents(InferTensorContents contents) {
        this.contents = contents;
    }

    @Override
    public Tensor read(String input, Datatype type, Shape shape, ByteBudget budget) {
        requireCount(input, type, shape);
        int elements = (int) shape.elements();
        if (type == Datatype.BYTES) {
            return new Tensor.Strings(shape, strings(input, elements, budget));
        }
        long bytes = (long) elements * type.type().size();
        budget.take(input, bytes);
        // the budget is that of a request, of which no array is too small to hold a part
        ByteBuffer out = ByteBuffer.allocate(Math.toIntExact(bytes)).order(ByteOrder.LITTLE_ENDIAN);
        fill(out, input, type, elements);
        return Tensor.Numeric.of(type.type(), shape, out.array());
    }

    /** Exactly as many values as elements, and all of them in the field of the type. */
    private void requireCount(String input, Datatype type, Shape shape) {
        String field = field(input, type);
        int count = count(type);
        if (count != total()) {
            throw invalid(input, "has values in fields other than " + field + ", which " + type + " takes");
        }
        if (count != shape.elements()) {
            throw invalid(
                    input,
                    "has " + count + " values in " + field + "; " + type + " of shape " + shape + " has "
                            + shape.elements() + " elements");
        }
    }

    private static String field(String input, Datatype type) {
        return switch (type) {
            case BOOL -> "bool_contents";
            case INT8, INT16, INT32 -> "int_contents";
            case INT64 -> "int64_contents";
            case UINT8, UINT16, UINT32 -> "uint_contents";
            case UINT64 -> "uint64_contents";
            case FP32 -> "fp32_contents";
            case FP64 -> "fp64_contents";
            case BYTES -> "bytes_contents";
            case FP16, BF16 ->
                throw invalid(input, "is " + type + ", which has no field: it goes in raw_input_contents");
        };
    }

    private int count(Datatype type) {
        return switch (type) {
            case BOOL -> contents.getBoolContentsCount();
            case INT8, INT16, INT32 -> contents.getIntContentsCount();
            case INT64 -> contents.getInt64ContentsCount();
            case UINT8, UINT16, UINT32 -> contents.getUintContentsCount();
            case UINT64 -> contents.getUint64ContentsCount();
            case FP32 -> contents.getFp32ContentsCount();
            case FP64 -> contents.getFp64ContentsCount();
            case BYTES -> contents.getBytesContentsCount();
            case FP16, BF16 -> 0;
        };
    }

    private long total() {
        return 0L
                + contents.getBoolContentsCount()
                + contents.getIntContentsCount()
                + contents.getInt64ContentsCount()
                + contents.getUintContentsCount()
                + contents.getUint64ContentsCount()
                + contents.getFp32ContentsCount()
                + contents.getFp64ContentsCount()
                + contents.getBytesContentsCount();
    }

    private List<byte[]> strings(String input, int elements, ByteBudget budget) {
        budget.takeStrings(input, elements);
        List<byte[]> strings = new ArrayList<>(elements);
        for (int i = 0; i < elements; i++) {
            ByteString element = contents.getBytesContents(i);
            budget.take(input, element.size());
            strings.add(element.toByteArray());
        }
        return strings;
    }

    private void fill(ByteBuffer out, String input, Datatype type, int elements) {
        for (int i = 0; i < elements; i++) {
            switch (type) {
                case FP32 -> out.putFloat(contents.getFp32Contents(i));
                case FP64 -> out.putDouble(contents.getFp64Contents(i));
                case INT32 -> out.putInt(contents.getIntContents(i));
                case INT64 -> out.putLong(contents.getInt64Contents(i));
                case UINT32 -> out.putInt(contents.getUintContents(i));
                case UINT64 -> out.putLong(contents.getUint64Contents(i));
                case BOOL -> out.put((byte) (contents.getBoolContents(i) ? 1 : 0));
                case INT8 -> out.put((byte) inRange(input, type, i, contents.getIntContents(i), -0x80, 0x7F));
                case INT16 ->
                    out.putShort((short) inRange(input, type, i, contents.getIntContents(i), -0x8000, 0x7FFF));
                case UINT8 -> out.put((byte) inRange(input, type, i, unsigned(i), 0, 0xFF));
                case UINT16 -> out.putShort((short) inRange(input, type, i, unsigned(i), 0, 0xFFFF));
                case BYTES, FP16, BF16 -> throw new IllegalStateException(type + " has no number here");
            }
        }
    }

    private long unsigned(int index) {
        return Integer.toUnsignedLong(contents.getUintContents(index));
    }

    private static long inRange(String input, Datatype type, int index, long value, long least, long most) {
        if (value < least || value > most) {
            throw invalid(input, "has " + value + " for element " + index + ", out of " + type + "'s range");
        }
        return value;
    }

    private static ServingException invalid(String input, String reason) {
        return ServingException.invalidInput("input " + input + " " + reason);
    }
}
