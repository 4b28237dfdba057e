package io.algorithmselector.model;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What the elements of a tensor are: every type that TensorFlow can hold in one. */
public enum DataType {
    FLOAT16(19, 2),
    BFLOAT16(14, 2),
    FLOAT32(1, 4),
    FLOAT64(2, 8),
    INT8(6, 1),
    INT16(5, 2),
    INT32(3, 4),
    INT64(9, 8),
    UINT8(4, 1),
    UINT16(17, 2),
    UINT32(22, 4),
    UINT64(23, 8),
    BOOL(10, 1),
    /** Two FLOAT32: real, imaginary. */
    COMPLEX64(8, 8),
    /** Two FLOAT64: real, imaginary. */
    COMPLEX128(18, 16),
    /** Byte sequences of any length, text or not. */
    STRING(7, 0),
    QINT8(11, 1),
    QUINT8(12, 1),
    QINT16(15, 2),
    QUINT16(16, 2),
    QINT32(13, 4),
    FLOAT8_E5M2(24, 1),
    FLOAT8_E4M3FN(25, 1),
    /** One byte an element, as TensorFlow holds them. */
    INT4(29, 1),
    UINT4(30, 1);

    private static final Map<Integer, DataType> BY_NUMBER =
            Arrays.stream(values()).collect(Collectors.toMap(DataType::number, Function.identity()));

    private final int number;
    private final int size;
    private final String text;

    DataType(int number, int size) {
        this.number = number;
        this.size = size;
        this.text = name().toLowerCase(Locale.ROOT);
    }

    /** TensorFlow's number for it, {@code tensorflow.DataType} of {@code tensorflow/core/framework/types.proto}. */
    public int number() {
        return number;
    }

    /** Empty for what is no value: resources, variants, references, and numbers that no type has. */
    public static Optional<DataType> ofNumber(int number) {
        return Optional.ofNullable(BY_NUMBER.get(number));
    }

    /** Bytes of one element; 0 for {@link #STRING}, whose elements differ in length. */
    public int size() {
        return size;
    }

    /** The name used in messages, such as {@code float32}. */
    @Override
    public String toString() {
        return text;
    }
}
