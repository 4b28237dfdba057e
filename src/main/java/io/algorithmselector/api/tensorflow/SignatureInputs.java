package io.algorithmselector.api.tensorflow;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.algorithmselector.api.json.JsonCursor;
import io.algorithmselector.api.json.JsonTensorReader;
import io.algorithmselector.model.ByteBudget;
import io.algorithmselector.model.Signature;
import io.algorithmselector.model.Tensor;
import io.algorithmselector.model.TensorSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The inputs of a signature while they are read from JSON: found by a key's bytes, without making a string of it. */
final class SignatureInputs {
    private final List<Input> inputs = new ArrayList<>();
    private int next;

    /** @param budget what all inputs together may take in memory */
    SignatureInputs(Signature signature, ByteBudget budget) {
        for (TensorSpec spec : signature.inputs().values()) {
            inputs.add(new Input(spec, budget));
        }
    }

    /** One input, with its name as it stands in JSON. */
    static final class Input {
        private final String name;
        private final byte[] utf8;
        private final JsonTensorReader reader;

        private Input(TensorSpec spec, ByteBudget budget) {
            this.name = spec.name();
            this.utf8 = name.getBytes(UTF_8);
            this.reader = new JsonTensorReader(name, spec.type(), budget);
        }

        String name() {
            return name;
        }

        JsonTensorReader reader() {
            return reader;
        }
    }

    List<Input> all() {
        return inputs;
    }

    /** The input that the cursor's current text names; null if there is none. */
    @Nullable
    Input named(JsonCursor in) {
        // Objects mostly have their members in one order, so the next one is the likeliest.
        for (int i = 0; i < inputs.size(); i++) {
            Input input = inputs.get((next + i) % inputs.size());
            if (in.textEquals(input.utf8)) {
                next = (next + i + 1) % inputs.size();
                return input;
            }
        }
        return null;
    }

    Map<String, Tensor> tensors(Function<JsonTensorReader, Tensor> finish) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (Input input : inputs) {
            tensors.put(input.name(), finish.apply(input.reader()));
        }
        return tensors;
    }
}
