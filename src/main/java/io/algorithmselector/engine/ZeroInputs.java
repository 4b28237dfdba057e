package io.algorithmselector.engine;

import io.algorithmselector.model.DataType;
import io.algorithmselector.model.Shape;
import io.algorithmselector.model.ShapeSpec;
import io.algorithmselector.model.Signature;
import io.algorithmselector.model.Tensor;
import io.algorithmselector.model.TensorSpec;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The smallest request that a signature's shapes allow: dimensions that it leaves open are 1, numbers 0, strings empty. Pure. */
final class ZeroInputs {
    /** Of all inputs together: a warm-up must not need more memory than the requests that it stands for. */
    static final long MAX_BYTES = 16L << 20;

    /** About what a string takes without a character. */
    private static final int STRING_BYTES = 24;

    private static final byte[] EMPTY = new byte[0];

    private ZeroInputs() {}

    /** Empty if an input's rank is unknown, or they would take more than {@link #MAX_BYTES}. */
    static Optional<Map<String, Tensor>> of(Signature signature) {
        Map<String, Tensor> inputs =
                LinkedHashMap.newLinkedHashMap(signature.inputs().size());
        long left = MAX_BYTES;
        for (TensorSpec spec : signature.inputs().values()) {
            Optional<Shape> shape = smallest(spec.shape());
            int size =
                    spec.type() == DataType.STRING ? STRING_BYTES : spec.type().size();
            // divide: the product could overflow
            if (shape.isEmpty() || shape.get().elements() > left / size) {
                return Optional.empty();
            }
            left -= shape.get().elements() * size;
            inputs.put(spec.name(), zeros(spec.type(), shape.get()));
        }
        return Optional.of(inputs);
    }

    private static Optional<Shape> smallest(ShapeSpec spec) {
        if (!spec.rankKnown()) {
            return Optional.empty();
        }
        long[] dimensions = new long[spec.rank()];
        for (int i = 0; i < dimensions.length; i++) {
            long declared = spec.dimension(i);
            dimensions[i] = declared == ShapeSpec.UNKNOWN_DIMENSION ? 1 : declared;
        }
        try {
            return Optional.of(Shape.of(dimensions));
        } catch (IllegalArgumentException tooManyElements) {
            return Optional.empty();
        }
    }

    private static Tensor zeros(DataType type, Shape shape) {
        int elements = (int) shape.elements();
        return type == DataType.STRING
                ? new Tensor.Strings(shape, Collections.nCopies(elements, EMPTY))
                : Tensor.Numeric.of(type, shape, new byte[elements * type.size()]);
    }
}
