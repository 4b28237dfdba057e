package io.algorithmselector.engine;

import io.algorithmselector.model.ServingException;
import io.algorithmselector.model.Signature;
import io.algorithmselector.model.Tensor;
import io.algorithmselector.model.TensorSpec;
import java.util.Map;
import java.util.Set;

/** Holds a request's tensors against a signature; each message names the tensor and both sides. Pure. */
public final class InputCheck {
    private InputCheck() {}

    /** @throws ServingException with {@code InvalidInput} unless exactly the signature's inputs are there, each fitting */
    public static void requireInputs(Signature signature, Map<String, Tensor> inputs) {
        for (TensorSpec expected : signature.inputs().values()) {
            Tensor tensor = inputs.get(expected.name());
            if (tensor == null) {
                throw ServingException.invalidInput("input " + expected.name() + " of signature " + signature.name()
                        + " is missing; it takes " + signature.inputs().keySet() + " and got " + inputs.keySet());
            }
            requireFit(expected, tensor);
        }
        if (inputs.size() > signature.inputs().size()) {
            throw unknown(
                    "input", signature, inputs.keySet(), signature.inputs().keySet());
        }
    }

    /** @throws ServingException with {@code InvalidInput} if a wanted output is none of the signature's */
    public static void requireOutputs(Signature signature, Set<String> outputs) {
        if (!signature.outputs().keySet().containsAll(outputs)) {
            throw unknown("output", signature, outputs, signature.outputs().keySet());
        }
    }

    private static ServingException unknown(String what, Signature signature, Set<String> named, Set<String> known) {
        String first =
                named.stream().filter(name -> !known.contains(name)).findFirst().orElseThrow();
        return ServingException.invalidInput(
                what + " " + first + " is not one of signature " + signature.name() + "; it has " + known);
    }

    private static void requireFit(TensorSpec expected, Tensor tensor) {
        if (tensor.type() != expected.type()) {
            throw ServingException.invalidInput(
                    "input " + expected.name() + " is " + tensor.type() + ", expected " + expected.type());
        }
        if (!expected.shape().accepts(tensor.shape())) {
            throw ServingException.invalidInput(
                    "input " + expected.name() + " has shape " + tensor.shape() + ", expected " + expected.shape());
        }
    }
}
