package io.algorithmselector.api.openinference;

import io.algorithmselector.model.ServingException;
import io.algorithmselector.model.Shape;
import io.algorithmselector.model.TensorSpec;

/** An input as a request declares it, unchecked. */
final class DeclaredTensor {
    /** The most dimensions that TensorFlow's tensors can have. */
    private static final int MAX_RANK = 254;

    private final String name;
    private final String datatype;
    private final long[] dimensions;
    private final TensorContents contents;

    /**
     * @param datatype the protocol's name of it
     * @param dimensions not written to any more
     */
    DeclaredTensor(String name, String datatype, long[] dimensions, TensorContents contents) {
        this.name = name;
        this.datatype = datatype;
        this.dimensions = dimensions;
        this.contents = contents;
    }

    String name() {
        return name;
    }

    /** A declaration that fits, of which only the contents are unknown still. */
    record Fitting(String name, Datatype type, Shape shape, TensorContents contents) {}

    /** @throws ServingException with {@code InvalidInput} that names the input and both sides unless it is what is expected */
    Fitting fit(TensorSpec expected) {
        Datatype type = Datatype.named("input " + name, datatype);
        if (type.type() != expected.type()) {
            throw invalid("has datatype " + type + ", expected " + Datatype.text(expected.type()));
        }
        Shape shape = shape();
        expected.requireFit(type.type(), shape);
        return new Fitting(name, type, shape, contents);
    }

    private Shape shape() {
        if (dimensions.length > MAX_RANK) {
            throw invalid("has " + dimensions.length + " dimensions, more than " + MAX_RANK);
        }
        try {
            return Shape.of(dimensions);
        } catch (IllegalArgumentException e) {
            throw invalid("is malformed: " + e.getMessage());
        }
    }

    private ServingException invalid(String reason) {
        return ServingException.invalidInput("input " + name + " " + reason);
    }
}
