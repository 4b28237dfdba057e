package io.algorithmselector.api.openinference;

import io.algorithmselector.model.ByteBudget;
import io.algorithmselector.model.Failure;
import io.algorithmselector.model.ServingException;
import io.algorithmselector.model.Shape;
import io.algorithmselector.model.Tensor;
import io.algorithmselector.model.TruthBytes;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * A tensor's elements as bytes, little-endian and row-major: numbers one after the other, a BOOL one byte of 0 or 1, each element of
 * BYTES its length as u32 before its bytes. Numbers are viewed where they lie, not copied.
 */
final class RawContents implements TensorContents {
    private static final int LENGTH_SIZE = 4;
    private static final ValueLayout.OfInt LENGTH = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final MemorySegment bytes;

    /** @param bytes not written to any more */
    RawContents(MemorySegment bytes) {
        this.bytes = bytes;
    }

    @Override
    public Tensor read(String input, Datatype type, Shape shape, ByteBudget budget) {
        return type == Datatype.BYTES ? strings(input, shape, budget) : numbers(input, type, shape);
    }

    private Tensor numbers(String input, Datatype type, Shape shape) {
        int size = type.type().size();
        // divide: the product could overflow
        if (bytes.byteSize() % size != 0 || bytes.byteSize() / size != shape.elements()) {
            throw invalid(
                    input,
                    "has " + bytes.byteSize() + " bytes of data; " + type + " of shape " + shape + " takes " + size
                            + " for each of its elements");
        }
        if (type == Datatype.BOOL) {
            TruthBytes.require(input, bytes);
        }
        return new Tensor.Numeric(type.type(), shape, bytes);
    }

    private Tensor strings(String input, Shape shape, ByteBudget budget) {
        if (shape.elements() > bytes.byteSize() / LENGTH_SIZE) {
            throw invalid(
                    input,
                    "has " + bytes.byteSize() + " bytes of data; BYTES of shape " + shape + " takes " + LENGTH_SIZE
                            + " and its own bytes for each of its elements");
        }
        budget.takeStrings(input, shape.elements());
        budget.take(input, bytes.byteSize() - shape.elements() * LENGTH_SIZE);
        int count = (int) shape.elements();
        List<byte[]> elements = new ArrayList<>(count);
        long at = 0;
        for (int i = 0; i < count; i++) {
            byte[] element = element(input, i, at);
            elements.add(element);
            at += LENGTH_SIZE + element.length;
        }
        if (at != bytes.byteSize()) {
            throw invalid(input, "has " + (bytes.byteSize() - at) + " bytes after its " + count + " elements");
        }
        return new Tensor.Strings(shape, elements);
    }

    private byte[] element(String input, int index, long at) {
        long left = bytes.byteSize() - at - LENGTH_SIZE;
        if (left < 0) {
            throw invalid(input, "ends before the length of element " + index);
        }
        long length = Integer.toUnsignedLong(bytes.get(LENGTH, at));
        if (length > left) {
            throw invalid(input, "has " + left + " bytes left for element " + index + ", whose length says " + length);
        }
        return bytes.asSlice(at + LENGTH_SIZE, length).toArray(ValueLayout.JAVA_BYTE);
    }

    private static ServingException invalid(String input, String reason) {
        return ServingException.invalidInput("input " + input + " " + reason);
    }

    /**
     * The same form of an output: a view of its numbers, or its strings put together.
     *
     * @throws ServingException with {@code AtLimit} that names the output if an array cannot hold all strings
     */
    static MemorySegment of(String output, Tensor tensor) {
        return switch (tensor) {
            case Tensor.Numeric numeric -> numeric.data();
            case Tensor.Strings strings -> MemorySegment.ofArray(joined(output, strings.elements()));
        };
    }

    private static byte[] joined(String output, List<byte[]> elements) {
        long length = 0;
        for (byte[] element : elements) {
            length += LENGTH_SIZE + element.length;
        }
        if (length > Integer.MAX_VALUE - 16) {
            throw new ServingException(
                    new Failure.AtLimit("output " + output + " has " + length + " bytes, more than can be sent"));
        }
        byte[] joined = new byte[(int) length];
        MemorySegment out = MemorySegment.ofArray(joined);
        int at = 0;
        for (byte[] element : elements) {
            out.set(LENGTH, at, element.length);
            System.arraycopy(element, 0, joined, at + LENGTH_SIZE, element.length);
            at += LENGTH_SIZE + element.length;
        }
        return joined;
    }
}
