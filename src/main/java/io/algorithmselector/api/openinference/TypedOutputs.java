package io.algorithmselector.api.openinference;

import com.google.protobuf.UnsafeByteOperations;
import inference.InferTensorContents;
import inference.ModelInferResponse.InferOutputTensor;
import io.algorithmselector.model.DataType;
import io.algorithmselector.model.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;

/** Outputs in the repeated fields of a message, for callers who sent their inputs so. */
final class TypedOutputs {
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfDouble DOUBLE =
            ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private TypedOutputs() {}

    /** Whether the message has no field for the tensor's elements. */
    static boolean isRawOnly(Tensor tensor) {
        return tensor.type() == DataType.FLOAT16 || tensor.type() == DataType.BFLOAT16;
    }

    /** What an element takes at most in a message: integers are varints, of ten bytes if they can be negative. */
    static long mostBytes(DataType type) {
        return switch (type) {
            case FLOAT32, FLOAT64, BOOL -> type.size();
            default -> 10;
        };
    }

    /** Gives each declared output its tensor's elements; both are in one order. */
    static void add(List<InferOutputTensor.Builder> declared, Collection<Tensor> tensors) {
        Iterator<Tensor> each = tensors.iterator();
        for (InferOutputTensor.Builder output : declared) {
            InferTensorContents.Builder out = output.getContentsBuilder();
            switch (each.next()) {
                case Tensor.Numeric numeric -> numbers(out, numeric);
                case Tensor.Strings strings ->
                    strings.elements()
                            .forEach(element -> out.addBytesContents(UnsafeByteOperations.unsafeWrap(element)));
            }
        }
    }

    private static void numbers(InferTensorContents.Builder out, Tensor.Numeric tensor) {
        MemorySegment data = tensor.data();
        long elements = tensor.shape().elements();
        for (long i = 0; i < elements; i++) {
            switch (tensor.type()) {
                case BOOL -> out.addBoolContents(data.get(ValueLayout.JAVA_BYTE, i) != 0);
                case INT8 -> out.addIntContents(data.get(ValueLayout.JAVA_BYTE, i));
                case INT16 -> out.addIntContents(data.getAtIndex(SHORT, i));
                case INT32 -> out.addIntContents(data.getAtIndex(INT, i));
                case INT64 -> out.addInt64Contents(data.getAtIndex(LONG, i));
                case UINT8 -> out.addUintContents(data.get(ValueLayout.JAVA_BYTE, i) & 0xFF);
                case UINT16 -> out.addUintContents(data.getAtIndex(SHORT, i) & 0xFFFF);
                case UINT32 -> out.addUintContents(data.getAtIndex(INT, i));
                case UINT64 -> out.addUint64Contents(data.getAtIndex(LONG, i));
                case FLOAT32 -> out.addFp32Contents(data.getAtIndex(FLOAT, i));
                case FLOAT64 -> out.addFp64Contents(data.getAtIndex(DOUBLE, i));
                default -> throw new IllegalStateException(tensor.type() + " has no field");
            }
        }
    }
}
