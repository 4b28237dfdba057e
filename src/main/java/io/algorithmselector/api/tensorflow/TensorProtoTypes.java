package io.algorithmselector.api.tensorflow;

import io.algorithmselector.model.DataType;
import org.jspecify.annotations.Nullable;

/** TensorFlow's numbers for data types, and ours. */
final class TensorProtoTypes {
    private TensorProtoTypes() {}

    /** Null for a type whose tensors cannot be sent: resources, variants, references. */
    static @Nullable DataType fromProto(org.tensorflow.framework.DataType type) {
        return switch (type) {
            case DT_FLOAT -> DataType.FLOAT32;
            case DT_DOUBLE -> DataType.FLOAT64;
            case DT_INT32 -> DataType.INT32;
            case DT_UINT8 -> DataType.UINT8;
            case DT_INT16 -> DataType.INT16;
            case DT_INT8 -> DataType.INT8;
            case DT_STRING -> DataType.STRING;
            case DT_COMPLEX64 -> DataType.COMPLEX64;
            case DT_INT64 -> DataType.INT64;
            case DT_BOOL -> DataType.BOOL;
            case DT_QINT8 -> DataType.QINT8;
            case DT_QUINT8 -> DataType.QUINT8;
            case DT_QINT32 -> DataType.QINT32;
            case DT_BFLOAT16 -> DataType.BFLOAT16;
            case DT_QINT16 -> DataType.QINT16;
            case DT_QUINT16 -> DataType.QUINT16;
            case DT_UINT16 -> DataType.UINT16;
            case DT_COMPLEX128 -> DataType.COMPLEX128;
            case DT_HALF -> DataType.FLOAT16;
            case DT_UINT32 -> DataType.UINT32;
            case DT_UINT64 -> DataType.UINT64;
            case DT_FLOAT8_E5M2 -> DataType.FLOAT8_E5M2;
            case DT_FLOAT8_E4M3FN -> DataType.FLOAT8_E4M3FN;
            case DT_INT4 -> DataType.INT4;
            case DT_UINT4 -> DataType.UINT4;
            default -> null;
        };
    }

    static org.tensorflow.framework.DataType toProto(DataType type) {
        return switch (type) {
            case FLOAT16 -> org.tensorflow.framework.DataType.DT_HALF;
            case BFLOAT16 -> org.tensorflow.framework.DataType.DT_BFLOAT16;
            case FLOAT32 -> org.tensorflow.framework.DataType.DT_FLOAT;
            case FLOAT64 -> org.tensorflow.framework.DataType.DT_DOUBLE;
            case INT8 -> org.tensorflow.framework.DataType.DT_INT8;
            case INT16 -> org.tensorflow.framework.DataType.DT_INT16;
            case INT32 -> org.tensorflow.framework.DataType.DT_INT32;
            case INT64 -> org.tensorflow.framework.DataType.DT_INT64;
            case UINT8 -> org.tensorflow.framework.DataType.DT_UINT8;
            case UINT16 -> org.tensorflow.framework.DataType.DT_UINT16;
            case UINT32 -> org.tensorflow.framework.DataType.DT_UINT32;
            case UINT64 -> org.tensorflow.framework.DataType.DT_UINT64;
            case BOOL -> org.tensorflow.framework.DataType.DT_BOOL;
            case COMPLEX64 -> org.tensorflow.framework.DataType.DT_COMPLEX64;
            case COMPLEX128 -> org.tensorflow.framework.DataType.DT_COMPLEX128;
            case STRING -> org.tensorflow.framework.DataType.DT_STRING;
            case QINT8 -> org.tensorflow.framework.DataType.DT_QINT8;
            case QUINT8 -> org.tensorflow.framework.DataType.DT_QUINT8;
            case QINT16 -> org.tensorflow.framework.DataType.DT_QINT16;
            case QUINT16 -> org.tensorflow.framework.DataType.DT_QUINT16;
            case QINT32 -> org.tensorflow.framework.DataType.DT_QINT32;
            case FLOAT8_E5M2 -> org.tensorflow.framework.DataType.DT_FLOAT8_E5M2;
            case FLOAT8_E4M3FN -> org.tensorflow.framework.DataType.DT_FLOAT8_E4M3FN;
            case INT4 -> org.tensorflow.framework.DataType.DT_INT4;
            case UINT4 -> org.tensorflow.framework.DataType.DT_UINT4;
        };
    }
}
