package io.algorithmselector.api.tensorflow;

import io.algorithmselector.model.ServingException;
import io.algorithmselector.model.Shape;
import io.algorithmselector.model.Tensor;
import java.util.Arrays;
import java.util.List;

/** Makes the one input of classify and regress of serialised {@code tensorflow.Example}s. */
final class SerializedExamples {
    private SerializedExamples() {}

    /**
     * A vector of strings, each the context's bytes and an example's: what stands in both is merged by whoever parses that, the
     * example's value counting. The context is copied for each example, so the budget is taken from first.
     *
     * @param limit the most bytes that all of them together may take in memory
     * @throws ServingException with {@code InvalidInput} if there are none, or they are beyond the limit
     */
    static Tensor.Strings tensor(byte[] context, List<byte[]> examples, long limit) {
        if (examples.isEmpty()) {
            throw ServingException.invalidInput("Input is empty.");
        }
        ByteBudget budget = new ByteBudget(limit);
        budget.take(ExampleMethod.INPUTS, examples.size(), (long) ByteBudget.STRING_OVERHEAD + context.length);
        for (byte[] example : examples) {
            budget.take(ExampleMethod.INPUTS, example.length, 1);
        }
        List<byte[]> whole = context.length == 0
                ? examples
                : examples.stream().map(example -> joined(context, example)).toList();
        return new Tensor.Strings(Shape.of(whole.size()), whole);
    }

    private static byte[] joined(byte[] context, byte[] example) {
        byte[] joined = Arrays.copyOf(context, context.length + example.length);
        System.arraycopy(example, 0, joined, context.length, example.length);
        return joined;
    }
}
