package io.algorithmselector.testing;

import io.algorithmselector.engine.InputCheck;
import io.algorithmselector.engine.Servable;
import io.algorithmselector.model.Signature;
import io.algorithmselector.model.Tensor;
import java.util.Collections;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;

/** A servable whose signatures are Java functions. Checks its inputs as a real one does. */
public final class FakeServable implements Servable {
    private final SequencedMap<String, Signature> signatures = new TreeMap<>();
    private final Map<String, Function> functions = new TreeMap<>();

    /** What a signature computes: all outputs from all inputs. */
    public interface Function {
        SequencedMap<String, Tensor> apply(Map<String, Tensor> inputs);
    }

    public FakeServable with(Signature signature, Function function) {
        signatures.put(signature.name(), signature);
        functions.put(signature.name(), function);
        return this;
    }

    @Override
    public SequencedMap<String, Signature> signatures() {
        return Collections.unmodifiableSequencedMap(signatures);
    }

    @Override
    public SequencedMap<String, Tensor> run(Signature signature, Map<String, Tensor> inputs, Set<String> outputs) {
        InputCheck.requireInputs(signature, inputs);
        InputCheck.requireOutputs(signature, outputs);
        Function function = functions.get(signature.name());
        if (function == null) {
            throw new IllegalStateException("no signature " + signature.name());
        }
        SequencedMap<String, Tensor> all = new TreeMap<>(function.apply(inputs));
        if (!outputs.isEmpty()) {
            all.keySet().retainAll(outputs);
        }
        return all;
    }

    @Override
    public void cancel() {}

    @Override
    public void close() {}
}
