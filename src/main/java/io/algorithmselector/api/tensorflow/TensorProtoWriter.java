package io.algorithmselector.api.tensorflow;

import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.UnsafeByteOperations;
import io.algorithmselector.api.transport.ByteViews;
import io.algorithmselector.model.DataType;
import io.algorithmselector.model.Shape;
import io.algorithmselector.model.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.tensorflow.framework.TensorProto;
import org.tensorflow.framework.TensorShapeProto;

/**
 * From a tensor to {@code tensorflow.TensorProto}. As TensorFlow Serving does, this fills the {@code *_val} field of the type, not
 * {@code tensor_content}: clients read {@code float_val} directly.
 *
 * <p>A packed field of floats or doubles is, on the wire, the little-endian bytes of its elements one after the other: the
 * tensor's own. They are handed over as such, under the field's number, without being copied or taken apart; who receives the
 * message cannot tell. The message is therefore for sending, its getters do not show those elements.
 */
final class TensorProtoWriter {
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private TensorProtoWriter() {}

    static TensorProto write(Tensor tensor) {
        TensorProto.Builder out = TensorProto.newBuilder()
                .setDtype(TensorProtoTypes.toProto(tensor.type()))
                .setTensorShape(shape(tensor.shape()));
        switch (tensor) {
            case Tensor.Numeric numeric -> numbers(out, numeric.type(), numeric.data());
            case Tensor.Strings strings ->
                strings.elements().forEach(element -> out.addStringVal(UnsafeByteOperations.unsafeWrap(element)));
        }
        return out.build();
    }

    private static TensorShapeProto shape(Shape shape) {
        TensorShapeProto.Builder out = TensorShapeProto.newBuilder();
        for (int i = 0; i < shape.rank(); i++) {
            out.addDimBuilder().setSize(shape.dimension(i));
        }
        return out.build();
    }

    private static void numbers(TensorProto.Builder out, DataType type, MemorySegment data) {
        switch (type) {
            case FLOAT32 -> packed(out, TensorProto.FLOAT_VAL_FIELD_NUMBER, data);
            case FLOAT64 -> packed(out, TensorProto.DOUBLE_VAL_FIELD_NUMBER, data);
            case COMPLEX64 -> packed(out, TensorProto.SCOMPLEX_VAL_FIELD_NUMBER, data);
            case COMPLEX128 -> packed(out, TensorProto.DCOMPLEX_VAL_FIELD_NUMBER, data);
            case FLOAT8_E5M2, FLOAT8_E4M3FN -> out.setFloat8Val(ByteViews.bytes(data));
            default -> {
                long elements = data.byteSize() / type.size();
                for (long i = 0; i < elements; i++) {
                    add(out, type, data, i);
                }
            }
        }
    }

    private static void packed(TensorProto.Builder out, int field, MemorySegment data) {
        if (data.byteSize() > 0) {
            out.setUnknownFields(UnknownFieldSet.newBuilder()
                    .addField(
                            field,
                            UnknownFieldSet.Field.newBuilder()
                                    .addLengthDelimited(ByteViews.bytes(data))
                                    .build())
                    .build());
        }
    }

    private static void add(TensorProto.Builder out, DataType type, MemorySegment data, long i) {
        switch (type) {
            case FLOAT16, BFLOAT16 -> out.addHalfVal(data.getAtIndex(SHORT, i) & 0xFFFF);
            case INT8, QINT8, INT4 -> out.addIntVal(data.get(ValueLayout.JAVA_BYTE, i));
            case UINT8, QUINT8, UINT4 -> out.addIntVal(data.get(ValueLayout.JAVA_BYTE, i) & 0xFF);
            case INT16, QINT16 -> out.addIntVal(data.getAtIndex(SHORT, i));
            case UINT16, QUINT16 -> out.addIntVal(data.getAtIndex(SHORT, i) & 0xFFFF);
            case INT32, QINT32 -> out.addIntVal(data.getAtIndex(INT, i));
            case INT64 -> out.addInt64Val(data.getAtIndex(LONG, i));
            case UINT32 -> out.addUint32Val(data.getAtIndex(INT, i));
            case UINT64 -> out.addUint64Val(data.getAtIndex(LONG, i));
            case BOOL -> out.addBoolVal(data.get(ValueLayout.JAVA_BYTE, i) != 0);
            default -> throw new IllegalStateException(type + " has a packed field");
        }
    }
}
