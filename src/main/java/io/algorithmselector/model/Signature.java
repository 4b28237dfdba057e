package io.algorithmselector.model;

import java.util.Collections;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;

/**
 * One function of a SavedModel.
 *
 * @param name such as {@code serving_default}
 * @param method the SavedModel's method name, such as {@code tensorflow/serving/predict}; empty if it has none
 * @param inputs by name, in the order of the names
 * @param outputs by name, in the order of the names
 */
public record Signature(
        String name, String method, SequencedMap<String, TensorSpec> inputs, SequencedMap<String, TensorSpec> outputs) {
    /** What a request means that names no signature. */
    public static final String DEFAULT = "serving_default";

    public static final String PREDICT = "tensorflow/serving/predict";
    public static final String CLASSIFY = "tensorflow/serving/classify";
    public static final String REGRESS = "tensorflow/serving/regress";

    public Signature {
        inputs = Collections.unmodifiableSequencedMap(new TreeMap<>(inputs));
        outputs = Collections.unmodifiableSequencedMap(new TreeMap<>(outputs));
    }

    public static Signature of(String name, String method, List<TensorSpec> inputs, List<TensorSpec> outputs) {
        return new Signature(name, method, byName(inputs), byName(outputs));
    }

    /** @throws ServingException with {@code InvalidInput} that names one input too many or too few, unless it is exactly these */
    public void requireInputs(Set<String> named) {
        for (String input : inputs.keySet()) {
            if (!named.contains(input)) {
                throw ServingException.invalidInput("input " + input + " of signature " + name
                        + " is missing; it takes " + inputs.keySet() + " and got " + named);
            }
        }
        for (String input : named) {
            if (!inputs.containsKey(input)) {
                throw ServingException.invalidInput(
                        "input " + input + " is not one of signature " + name + "; it has " + inputs.keySet());
            }
        }
    }

    private static SequencedMap<String, TensorSpec> byName(List<TensorSpec> specs) {
        TreeMap<String, TensorSpec> byName = new TreeMap<>();
        for (TensorSpec spec : specs) {
            if (byName.put(spec.name(), spec) != null) {
                throw new IllegalArgumentException("two tensors are named " + spec.name());
            }
        }
        return byName;
    }
}
