package io.algorithmselector.inference;

import io.algorithmselector.model.ShapeSpec;
import io.algorithmselector.model.Signature;
import io.algorithmselector.model.Tensor;
import io.algorithmselector.model.TensorSpec;
import java.util.Map;

/** How many inferences one run of a model is. Pure. */
final class BatchSize {
    private BatchSize() {}

    /**
     * The inputs' common first dimension if the signature leaves that of every input and output open, which is how a SavedModel
     * says that it takes batches; else 1.
     *
     * @param inputs that the signature has accepted
     */
    static long of(Signature signature, Map<String, Tensor> inputs) {
        if (!open(signature.inputs()) || !open(signature.outputs())) {
            return 1;
        }
        long size = -1;
        for (Tensor input : inputs.values()) {
            long first = input.shape().dimension(0);
            if (size >= 0 && first != size) {
                return 1;
            }
            size = first;
        }
        return size < 0 ? 1 : size;
    }

    private static boolean open(Map<String, TensorSpec> specs) {
        for (TensorSpec spec : specs.values()) {
            ShapeSpec shape = spec.shape();
            if (!shape.rankKnown() || shape.rank() == 0 || shape.dimension(0) != ShapeSpec.UNKNOWN_DIMENSION) {
                return false;
            }
        }
        return true;
    }
}
