package io.algorithmselector.model;

/** One input or output of a signature, under the signature's own name for it. */
public record TensorSpec(String name, DataType type, ShapeSpec shape) {}
