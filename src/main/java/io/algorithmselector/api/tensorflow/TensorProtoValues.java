package io.algorithmselector.api.tensorflow;

import io.algorithmselector.model.DataType;
import io.algorithmselector.model.ServingException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.tensorflow.framework.TensorProto;

/** The elements in the {@code *_val} fields of a {@code TensorProto}: which field belongs to which type, and how it is read. */
final class TensorProtoValues {
    private final String name;
    private final TensorProto proto;
    private final DataType type;

    TensorProtoValues(String name, TensorProto proto, DataType type) {
        this.name = name;
        this.proto = proto;
        this.type = type;
    }

    /** How many elements there are. */
    int count() {
        return switch (type) {
            case FLOAT16, BFLOAT16 -> proto.getHalfValCount();
            case FLOAT32 -> proto.getFloatValCount();
            case FLOAT64 -> proto.getDoubleValCount();
            case INT8, INT16, INT32, UINT8, UINT16, QINT8, QUINT8, QINT16, QUINT16, QINT32, INT4, UINT4 ->
                proto.getIntValCount();
            case INT64 -> proto.getInt64ValCount();
            case UINT32 -> proto.getUint32ValCount();
            case UINT64 -> proto.getUint64ValCount();
            case BOOL -> proto.getBoolValCount();
            case COMPLEX64 -> pairs(proto.getScomplexValCount());
            case COMPLEX128 -> pairs(proto.getDcomplexValCount());
            case FLOAT8_E5M2, FLOAT8_E4M3FN -> proto.getFloat8Val().size();
            case STRING -> proto.getStringValCount();
        };
    }

    private int pairs(int count) {
        if (count % 2 != 0) {
            throw ServingException.invalidInput(
                    "input " + name + " has " + count + " values; " + type + " takes two for each element");
        }
        return count / 2;
    }

    /** The bytes of so many elements: those there are, or the only one repeated. */
    byte[] spread(int elements) {
        ByteBuffer out = ByteBuffer.allocate(elements * type.size()).order(ByteOrder.LITTLE_ENDIAN);
        int step = count() == elements ? 1 : 0;
        for (int i = 0; i < elements; i++) {
            put(out, i * step);
        }
        return out.array();
    }

    private void put(ByteBuffer out, int i) {
        switch (type) {
            case FLOAT32 -> out.putFloat(proto.getFloatVal(i));
            case FLOAT64 -> out.putDouble(proto.getDoubleVal(i));
            case FLOAT16, BFLOAT16 -> out.putShort((short) inRange(proto.getHalfVal(i), 0, 0xFFFF));
            case INT64 -> out.putLong(proto.getInt64Val(i));
            case UINT32 -> out.putInt(proto.getUint32Val(i));
            case UINT64 -> out.putLong(proto.getUint64Val(i));
            case BOOL -> out.put((byte) (proto.getBoolVal(i) ? 1 : 0));
            case COMPLEX64 -> out.putFloat(proto.getScomplexVal(2 * i)).putFloat(proto.getScomplexVal(2 * i + 1));
            case COMPLEX128 -> out.putDouble(proto.getDcomplexVal(2 * i)).putDouble(proto.getDcomplexVal(2 * i + 1));
            case FLOAT8_E5M2, FLOAT8_E4M3FN -> out.put(proto.getFloat8Val().byteAt(i));
            default -> putInteger(out, proto.getIntVal(i));
        }
    }

    private void putInteger(ByteBuffer out, int value) {
        switch (type) {
            case INT8, QINT8 -> out.put((byte) inRange(value, Byte.MIN_VALUE, Byte.MAX_VALUE));
            case UINT8, QUINT8 -> out.put((byte) inRange(value, 0, 0xFF));
            case INT4 -> out.put((byte) inRange(value, -8, 7));
            case UINT4 -> out.put((byte) inRange(value, 0, 15));
            case INT16, QINT16 -> out.putShort((short) inRange(value, Short.MIN_VALUE, Short.MAX_VALUE));
            case UINT16, QUINT16 -> out.putShort((short) inRange(value, 0, 0xFFFF));
            case INT32, QINT32 -> out.putInt(value);
            default -> throw new IllegalStateException(type + " is not in int_val");
        }
    }

    private int inRange(int value, int min, int max) {
        if (value < min || value > max) {
            throw ServingException.invalidInput(
                    "input " + name + " has the value " + value + ", which is out of the range of " + type);
        }
        return value;
    }
}
