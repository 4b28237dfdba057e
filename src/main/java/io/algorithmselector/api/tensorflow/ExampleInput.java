package io.algorithmselector.api.tensorflow;

import io.algorithmselector.inference.InputDecoder;
import io.algorithmselector.model.Signature;
import io.algorithmselector.model.Tensor;
import java.util.Map;
import java.util.function.Supplier;

/** The input of one classification or regression: decoded once the signature has turned out to be for it. For one request. */
final class ExampleInput implements InputDecoder {
    private final ExampleMethod method;
    private final Supplier<Tensor.Strings> examples;
    private int count;

    /** @param examples may be asked for once each {@link #decode} */
    ExampleInput(ExampleMethod method, Supplier<Tensor.Strings> examples) {
        this.method = method;
        this.examples = examples;
    }

    @Override
    public Map<String, Tensor> decode(Signature signature) {
        method.require(signature);
        Tensor.Strings tensor = examples.get();
        count = tensor.elements().size();
        return Map.of(ExampleMethod.INPUTS, tensor);
    }

    ExampleMethod method() {
        return method;
    }

    /** How many examples there are, once they have been decoded. */
    int count() {
        return count;
    }
}
