package io.algorithmselector.model;

import java.util.Arrays;
import java.util.stream.Collectors;

/** The dimensions of an actual tensor: each known and not negative, their product a {@code long}. Rank 0 is a scalar. */
public final class Shape {
    public static final Shape SCALAR = new Shape(new long[0]);

    private final long[] dimensions;
    private final long elements;

    private Shape(long[] dimensions) {
        this.dimensions = dimensions;
        this.elements = product(dimensions);
    }

    /**
     * @throws IllegalArgumentException if a dimension is negative, or the number of elements overflows; the message
     *     holds the shape
     */
    public static Shape of(long... dimensions) {
        return dimensions.length == 0 ? SCALAR : new Shape(dimensions.clone());
    }

    /**
     * Dimensions other than 0 are multiplied, whether one is 0 or not: TensorFlow multiplies from the left and ends the process when
     * that overflows, before it comes to a 0.
     */
    private static long product(long[] dimensions) {
        long product = 1;
        boolean empty = false;
        for (long dimension : dimensions) {
            if (dimension < 0) {
                throw new IllegalArgumentException("shape " + text(dimensions) + " has a negative dimension");
            }
            if (dimension == 0) {
                empty = true;
            } else if (product > Long.MAX_VALUE / dimension) {
                throw new IllegalArgumentException("shape " + text(dimensions) + " has too many elements");
            } else {
                product *= dimension;
            }
        }
        return empty ? 0 : product;
    }

    public int rank() {
        return dimensions.length;
    }

    public long dimension(int index) {
        return dimensions[index];
    }

    /** The product of the dimensions; 1 for a scalar. */
    public long elements() {
        return elements;
    }

    public long[] toArray() {
        return dimensions.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Shape shape && Arrays.equals(dimensions, shape.dimensions);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(dimensions);
    }

    /** For example {@code [2,168]}; a scalar is {@code []}. */
    @Override
    public String toString() {
        return text(dimensions);
    }

    static String text(long[] dimensions) {
        return Arrays.stream(dimensions).mapToObj(Long::toString).collect(Collectors.joining(",", "[", "]"));
    }
}
