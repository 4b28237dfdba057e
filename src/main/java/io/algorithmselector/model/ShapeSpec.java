package io.algorithmselector.model;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What a signature says of a tensor's shape: the rank may be unknown, and so may each dimension ({@code -1}). */
public final class ShapeSpec {
    public static final long UNKNOWN_DIMENSION = -1;
    public static final ShapeSpec UNKNOWN_RANK = new ShapeSpec(null);

    private final long @Nullable [] dimensions;

    private ShapeSpec(long @Nullable [] dimensions) {
        this.dimensions = dimensions;
    }

    /**
     * @param dimensions each from 0, or {@link #UNKNOWN_DIMENSION}
     * @throws IllegalArgumentException if a dimension is below -1
     */
    public static ShapeSpec of(long... dimensions) {
        for (long dimension : dimensions) {
            if (dimension < UNKNOWN_DIMENSION) {
                throw new IllegalArgumentException("shape " + Shape.text(dimensions) + " has a dimension below -1");
            }
        }
        return new ShapeSpec(dimensions.clone());
    }

    public boolean rankKnown() {
        return dimensions != null;
    }

    /** @throws IllegalStateException if the rank is unknown */
    public int rank() {
        return known().length;
    }

    /**
     * The size, or {@link #UNKNOWN_DIMENSION}.
     *
     * @throws IllegalStateException if the rank is unknown
     */
    public long dimension(int index) {
        return known()[index];
    }

    /** Whether a tensor of that shape may be fed or comes out here. */
    public boolean accepts(Shape shape) {
        if (dimensions == null) {
            return true;
        }
        if (dimensions.length != shape.rank()) {
            return false;
        }
        for (int i = 0; i < dimensions.length; i++) {
            if (dimensions[i] != UNKNOWN_DIMENSION && dimensions[i] != shape.dimension(i)) {
                return false;
            }
        }
        return true;
    }

    private long[] known() {
        if (dimensions == null) {
            throw new IllegalStateException("the rank is unknown");
        }
        return dimensions;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ShapeSpec spec && Arrays.equals(dimensions, spec.dimensions);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(dimensions);
    }

    /** For example {@code [-1,168]}, or {@code <unknown rank>}. */
    @Override
    public String toString() {
        return dimensions == null ? "<unknown rank>" : Shape.text(dimensions);
    }
}
