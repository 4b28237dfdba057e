package io.algorithmselector.api.openinference;

import io.algorithmselector.model.DataType;
import io.algorithmselector.model.ServingException;
import io.algorithmselector.model.Shape;
import io.algorithmselector.model.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Triton's classification extension: in place of an output its highest values, each as the text {@code value:index}, the highest
 * first and of equal ones the lower index. Floats have six decimals, as Triton's have. SavedModels carry no labels, so there is
 * no third part. An output of two dimensions or more is a batch along the first; one of fewer is a single set of classes.
 */
final class Classification {
    /** The most texts in one answer: each takes some ten times the memory of the value that it stands for. */
    private static final int MAX_TEXTS = 1_000_000;

    private static final int DECIMALS = 6;

    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final DataType type;
    private final MemorySegment data;

    private Classification(Tensor.Numeric tensor) {
        this.type = tensor.type();
        this.data = tensor.data();
    }

    /**
     * The highest values of an output, in place of it.
     *
     * @param count how many are wanted, from 1; there are no more than classes
     * @return of shape {@code [classes]}, or {@code [batch, classes]}
     * @throws ServingException with {@code InvalidInput} that names the output if it has no numbers to compare, or too many
     */
    static Tensor.Strings of(String output, Tensor tensor, int count) {
        if (!(tensor instanceof Tensor.Numeric numeric) || !isComparable(tensor.type())) {
            throw ServingException.invalidInput("classification of output " + output
                    + " is not possible: its datatype is " + Datatype.text(tensor.type()));
        }
        Shape shape = tensor.shape();
        boolean batched = shape.rank() > 1;
        long batch = batched ? shape.dimension(0) : 1;
        long classes = batch == 0 ? 0 : shape.elements() / batch;
        long wanted = Math.min(count, classes);
        if (shape.elements() > Integer.MAX_VALUE || batch * wanted > MAX_TEXTS) {
            throw ServingException.invalidInput("classification of output " + output + " of shape " + shape
                    + " would make more than " + MAX_TEXTS + " texts");
        }
        List<byte[]> texts = new Classification(numeric).texts((int) batch, (int) classes, (int) wanted);
        return new Tensor.Strings(batched ? Shape.of(batch, wanted) : Shape.of(wanted), texts);
    }

    private static boolean isComparable(DataType type) {
        return switch (type) {
            case FLOAT32, FLOAT64, INT8, INT16, INT32, INT64, UINT8, UINT16, UINT32, UINT64 -> true;
            case FLOAT16,
                    BFLOAT16,
                    BOOL,
                    STRING,
                    COMPLEX64,
                    COMPLEX128,
                    QINT8,
                    QUINT8,
                    QINT16,
                    QUINT16,
                    QINT32,
                    FLOAT8_E5M2,
                    FLOAT8_E4M3FN,
                    INT4,
                    UINT4 -> false;
        };
    }

    private List<byte[]> texts(int batch, int classes, int wanted) {
        List<byte[]> texts = new ArrayList<>(batch * wanted);
        long[] keys = new long[classes];
        for (int row = 0; row < batch; row++) {
            for (int i = 0; i < classes; i++) {
                keys[i] = key(row * classes + i);
            }
            for (int index : highest(keys, wanted)) {
                texts.add((text(row * classes + index) + ":" + index).getBytes(StandardCharsets.US_ASCII));
            }
        }
        return texts;
    }

    /**
     * The places of the highest keys, without boxing any: each key's place in order is the number of higher ones and of equal
     * ones before it.
     */
    private static int[] highest(long[] keys, int wanted) {
        long[] sorted = keys.clone();
        Arrays.sort(sorted);
        int[] equalBefore = new int[keys.length];
        int[] highest = new int[wanted];
        for (int i = 0; i < keys.length; i++) {
            int higher = keys.length - afterLast(sorted, keys[i]);
            int place = higher < wanted ? higher + equalBefore[higher]++ : wanted;
            if (place < wanted) {
                highest[place] = i;
            }
        }
        return highest;
    }

    /** The number of keys that are not higher. */
    private static int afterLast(long[] sorted, long key) {
        int from = 0;
        int to = sorted.length;
        while (from < to) {
            int middle = (from + to) >>> 1;
            if (sorted[middle] <= key) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return from;
    }

    /** A whole number in the order of the values; what is no number is the lowest. */
    private long key(int index) {
        return switch (type) {
            case FLOAT32, FLOAT64 -> ordered(real(index));
            case UINT64 -> whole(index) ^ Long.MIN_VALUE;
            default -> whole(index);
        };
    }

    private static long ordered(double value) {
        if (Double.isNaN(value)) {
            return Long.MIN_VALUE;
        }
        long bits = Double.doubleToRawLongBits(value + 0.0); // -0.0 becomes 0.0: they are equal
        return bits < 0 ? bits ^ Long.MAX_VALUE : bits;
    }

    private double real(int index) {
        return type == DataType.FLOAT32
                ? Float.intBitsToFloat(data.getAtIndex(INT, index))
                : Double.longBitsToDouble(data.getAtIndex(LONG, index));
    }

    private long whole(int index) {
        return switch (type) {
            case INT8 -> data.get(ValueLayout.JAVA_BYTE, index);
            case UINT8 -> data.get(ValueLayout.JAVA_BYTE, index) & 0xFF;
            case INT16 -> data.getAtIndex(SHORT, index);
            case UINT16 -> data.getAtIndex(SHORT, index) & 0xFFFF;
            case INT32 -> data.getAtIndex(INT, index);
            case UINT32 -> data.getAtIndex(INT, index) & 0xFFFF_FFFFL;
            case INT64, UINT64 -> data.getAtIndex(LONG, index);
            default -> throw new IllegalStateException(type + " is no integer");
        };
    }

    private String text(int index) {
        return switch (type) {
            case FLOAT32, FLOAT64 -> decimal(real(index));
            case UINT64 -> Long.toUnsignedString(whole(index));
            default -> Long.toString(whole(index));
        };
    }

    /** As C's {@code %f}. */
    private static String decimal(double value) {
        if (Double.isNaN(value)) {
            return "nan";
        }
        String sign = Double.doubleToRawLongBits(value) < 0 ? "-" : "";
        double positive = Math.abs(value);
        if (Double.isInfinite(positive)) {
            return sign + "inf";
        }
        return sign
                + new BigDecimal(positive)
                        .setScale(DECIMALS, RoundingMode.HALF_EVEN)
                        .toPlainString();
    }
}
