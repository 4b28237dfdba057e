package io.algorithmselector.api.tensorflow;

import io.algorithmselector.model.ByteBudget;
import io.algorithmselector.model.ServingException;
import io.algorithmselector.model.Shape;
import io.algorithmselector.model.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Collects serialised {@code tensorflow.Example}s for the one input of classify and regress. Not thread-safe; for one request. */
final class SerializedExamples {
    private final List<byte[]> examples = new ArrayList<>();
    private final ByteBudget budget;

    /** @param limit the most bytes that all of them together may take in memory */
    SerializedExamples(long limit) {
        this.budget = new ByteBudget(limit);
    }

    /** @throws ServingException with {@code InvalidInput} if it is beyond the limit */
    void add(byte[] example) {
        budget.takeStrings(ExampleMethod.INPUTS, 1);
        budget.take(ExampleMethod.INPUTS, example.length);
        examples.add(example);
    }

    /**
     * A vector of strings, each the context's bytes and an example's: what stands in both is merged by whoever parses that, the
     * example's value counting. The context is copied for each example, so the budget is taken from first.
     *
     * @throws ServingException with {@code InvalidInput} if there are none, or they are beyond the limit
     */
    Tensor.Strings tensor(byte[] context) {
        if (examples.isEmpty()) {
            throw ServingException.invalidInput("Input is empty.");
        }
        Shape shape = Shape.of(examples.size());
        if (context.length == 0) {
            return new Tensor.Strings(shape, examples);
        }
        budget.take(ExampleMethod.INPUTS, examples.size(), context.length);
        return new Tensor.Strings(
                shape,
                examples.stream().map(example -> joined(context, example)).toList());
    }

    private static byte[] joined(byte[] context, byte[] example) {
        byte[] joined = Arrays.copyOf(context, context.length + example.length);
        System.arraycopy(example, 0, joined, context.length, example.length);
        return joined;
    }
}
