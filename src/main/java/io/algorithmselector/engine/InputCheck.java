package io.algorithmselector.engine;

import io.algorithmselector.model.ServingException;
import io.algorithmselector.model.Signature;
import io.algorithmselector.model.Tensor;
import io.algorithmselector.model.TensorSpec;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Holds a request's tensors against a signature; each message names the tensor and both sides. Pure. */
public final class InputCheck {
    private InputCheck() {}

    /** @throws ServingException with {@code InvalidInput} unless exactly the signature's inputs are there, each fitting */
    public static void requireInputs(Signature signature, Map<String, Tensor> inputs) {
        signature.requireInputs(inputs.keySet());
        for (TensorSpec expected : signature.inputs().values()) {
            Tensor tensor = Objects.requireNonNull(inputs.get(expected.name()));
            expected.requireFit(tensor.type(), tensor.shape());
        }
    }

    /** @throws ServingException with {@code InvalidInput} if a wanted output is none of the signature's */
    public static void requireOutputs(Signature signature, Set<String> outputs) {
        for (String output : outputs) {
            if (!signature.outputs().containsKey(output)) {
                throw ServingException.invalidInput("output " + output + " is not one of signature " + signature.name()
                        + "; it has " + signature.outputs().keySet());
            }
        }
    }
}
