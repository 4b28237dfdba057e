package io.algorithmselector.model;

import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * A value outside the engine. Data is row-major and little-endian, so that what a protocol carries as raw bytes is copied
 * once into the engine and once out.
 *
 * <p>Immutable by agreement: whoever hands the data over does not write to it any more.
 */
public sealed interface Tensor {
    DataType type();

    Shape shape();

    /**
     * A tensor of any type but {@link DataType#STRING}.
     *
     * @param data exactly {@code shape.elements() * type.size()} bytes, little-endian; heap or native
     */
    record Numeric(DataType type, Shape shape, MemorySegment data) implements Tensor {
        /** @throws IllegalArgumentException if the type is STRING, or the shape needs another number of bytes */
        public Numeric {
            if (type == DataType.STRING) {
                throw new IllegalArgumentException("strings are no numbers");
            }
            // divide: the product could overflow
            if (data.byteSize() % type.size() != 0 || data.byteSize() / type.size() != shape.elements()) {
                throw new IllegalArgumentException(
                        type + " of shape " + shape + " does not take " + data.byteSize() + " bytes");
            }
        }

        public static Numeric of(DataType type, Shape shape, byte[] littleEndian) {
            return new Numeric(type, shape, MemorySegment.ofArray(littleEndian));
        }
    }

    /**
     * A tensor of byte sequences.
     *
     * @param elements exactly {@code shape.elements()} of them, row-major
     */
    record Strings(Shape shape, List<byte[]> elements) implements Tensor {
        /** @throws IllegalArgumentException if the shape needs another number of elements */
        public Strings {
            if (elements.size() != shape.elements()) {
                throw new IllegalArgumentException(
                        "string of shape " + shape + " does not take " + elements.size() + " elements");
            }
        }

        @Override
        public DataType type() {
            return DataType.STRING;
        }
    }
}
