package io.algorithmselector.model;

/**
 * One input or output of a signature, under the signature's own name for it.
 *
 * @param graphName its name in the model's graph, such as {@code serving_default_x:0}; empty if it has none
 */
public record TensorSpec(String name, DataType type, ShapeSpec shape, String graphName) {
    /** Without a name in a graph. */
    public TensorSpec(String name, DataType type, ShapeSpec shape) {
        this(name, type, shape, "");
    }

    /**
     * Holds what is to be fed here against this, before or after it is a tensor.
     *
     * @throws ServingException with {@code InvalidInput} that names the input and both sides
     */
    public void requireFit(DataType fedType, Shape fedShape) {
        if (fedType != type) {
            throw ServingException.invalidInput("input " + name + " is " + fedType + ", expected " + type);
        }
        if (!shape.accepts(fedShape)) {
            throw ServingException.invalidInput("input " + name + " has shape " + fedShape + ", expected " + shape);
        }
    }
}
