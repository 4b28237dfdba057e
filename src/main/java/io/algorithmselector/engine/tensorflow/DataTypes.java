package io.algorithmselector.engine.tensorflow;

import static org.tensorflow.proto.DataType.*;

import io.algorithmselector.model.DataType;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Our data types and TensorFlow's numbers for them ({@code tensorflow/core/framework/types.proto}). */
final class DataTypes {
    /** A variable's own output: the type it refers to, plus this. Fetching one yields the value. */
    private static final int REFERENCE = 100;

    private static final Map<Integer, DataType> BY_NUMBER =
            Arrays.stream(DataType.values()).collect(Collectors.toMap(DataTypes::number, Function.identity()));

    private DataTypes() {}

    static int number(DataType type) {
        return switch (type) {
            case FLOAT16 -> DT_HALF_VALUE;
            case BFLOAT16 -> DT_BFLOAT16_VALUE;
            case FLOAT32 -> DT_FLOAT_VALUE;
            case FLOAT64 -> DT_DOUBLE_VALUE;
            case INT8 -> DT_INT8_VALUE;
            case INT16 -> DT_INT16_VALUE;
            case INT32 -> DT_INT32_VALUE;
            case INT64 -> DT_INT64_VALUE;
            case UINT8 -> DT_UINT8_VALUE;
            case UINT16 -> DT_UINT16_VALUE;
            case UINT32 -> DT_UINT32_VALUE;
            case UINT64 -> DT_UINT64_VALUE;
            case BOOL -> DT_BOOL_VALUE;
            case COMPLEX64 -> DT_COMPLEX64_VALUE;
            case COMPLEX128 -> DT_COMPLEX128_VALUE;
            case STRING -> DT_STRING_VALUE;
            case QINT8 -> DT_QINT8_VALUE;
            case QUINT8 -> DT_QUINT8_VALUE;
            case QINT16 -> DT_QINT16_VALUE;
            case QUINT16 -> DT_QUINT16_VALUE;
            case QINT32 -> DT_QINT32_VALUE;
            case FLOAT8_E5M2 -> DT_FLOAT8_E5M2_VALUE;
            case FLOAT8_E4M3FN -> DT_FLOAT8_E4M3FN_VALUE;
            case INT4 -> DT_INT4_VALUE;
            case UINT4 -> DT_UINT4_VALUE;
        };
    }

    /** Empty for what is no value: resources, variants, and numbers that no type has. */
    static Optional<DataType> ofNumber(int number) {
        return Optional.ofNullable(BY_NUMBER.get(number > REFERENCE ? number - REFERENCE : number));
    }

    /** For messages: our name, or TensorFlow's own for a type that is none of ours. */
    static String name(int number) {
        return ofNumber(number).map(DataType::toString).orElseGet(() -> {
            var type = org.tensorflow.proto.DataType.forNumber(number);
            return type == null ? "data type " + number : type.name();
        });
    }
}
