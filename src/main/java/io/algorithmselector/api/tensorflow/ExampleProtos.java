package io.algorithmselector.api.tensorflow;

import io.algorithmselector.model.ServingException;
import io.algorithmselector.model.Tensor;
import java.util.List;
import org.tensorflow.example.Example;
import tensorflow.serving.InputOuterClass.ExampleListWithContext;
import tensorflow.serving.InputOuterClass.Input;

/** From {@code tensorflow.serving.Input} to the one input of classify and regress. */
final class ExampleProtos {
    private static final byte[] NO_CONTEXT = new byte[0];

    private ExampleProtos() {}

    /**
     * @param limit the most bytes that all examples together may take in memory
     * @throws ServingException with {@code InvalidInput} if there are none, or they are beyond the limit
     */
    static Tensor.Strings read(Input input, long limit) {
        return switch (input.getKindCase()) {
            case EXAMPLE_LIST -> tensor(NO_CONTEXT, input.getExampleList().getExamplesList(), limit);
            case EXAMPLE_LIST_WITH_CONTEXT -> {
                ExampleListWithContext list = input.getExampleListWithContext();
                yield tensor(list.getContext().toByteArray(), list.getExamplesList(), limit);
            }
            case KIND_NOT_SET -> tensor(NO_CONTEXT, List.of(), limit);
        };
    }

    private static Tensor.Strings tensor(byte[] context, List<Example> examples, long limit) {
        SerializedExamples serialized = new SerializedExamples(limit);
        for (Example example : examples) {
            serialized.add(example.toByteArray());
        }
        return serialized.tensor(context);
    }
}
