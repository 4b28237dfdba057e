package io.algorithmselector.engine.tensorflow;

import io.algorithmselector.model.TensorSpec;
import org.tensorflow.internal.c_api.TF_Operation;

/**
 * An input or output of a signature, and the place in the graph it stands for.
 *
 * @param operation lives as long as the graph
 * @param index of the operation's outputs
 */
record Port(TensorSpec spec, TF_Operation operation, int index) {
    String name() {
        return spec.name();
    }
}
