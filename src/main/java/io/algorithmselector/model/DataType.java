package io.algorithmselector.model;

import java.util.Locale;

/** What the elements of a tensor are: every type that TensorFlow can hold in one. */
public enum DataType {
    FLOAT16(2),
    BFLOAT16(2),
    FLOAT32(4),
    FLOAT64(8),
    INT8(1),
    INT16(2),
    INT32(4),
    INT64(8),
    UINT8(1),
    UINT16(2),
    UINT32(4),
    UINT64(8),
    BOOL(1),
    /** Two FLOAT32: real, imaginary. */
    COMPLEX64(8),
    /** Two FLOAT64: real, imaginary. */
    COMPLEX128(16),
    /** Byte sequences of any length, text or not. */
    STRING(0),
    QINT8(1),
    QUINT8(1),
    QINT16(2),
    QUINT16(2),
    QINT32(4),
    FLOAT8_E5M2(1),
    FLOAT8_E4M3FN(1),
    /** One byte an element, as TensorFlow holds them. */
    INT4(1),
    UINT4(1);

    private final int size;
    private final String text;

    DataType(int size) {
        this.size = size;
        this.text = name().toLowerCase(Locale.ROOT);
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
