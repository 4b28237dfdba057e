package io.algorithmselector.api.openinference;

import io.algorithmselector.inference.InputDecoder;
import io.algorithmselector.model.ByteBudget;
import io.algorithmselector.model.ServingException;
import io.algorithmselector.model.Signature;
import io.algorithmselector.model.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;

/**
 * Makes tensors of the inputs that a request declares. All declarations are held against the signature before the first tensor is
 * made, and the tensors share one budget, so that a request takes no more memory than the limit however it is put together.
 */
final class DeclaredInputs implements InputDecoder {
    private final List<DeclaredTensor> declared;
    private final long limit;

    /** @param limit the most bytes that all tensors together may take in memory */
    DeclaredInputs(List<DeclaredTensor> declared, long limit) {
        this.declared = declared;
        this.limit = limit;
    }

    /**
     * {@inheritDoc}
     *
     * @throws ServingException with {@code InvalidInput} that names the input if one is unknown, missing, there twice, or not of
     *     the datatype, shape and number of elements that the signature takes
     */
    @Override
    public Map<String, Tensor> decode(Signature signature) {
        List<DeclaredTensor.Fitting> fitting =
                new ArrayList<>(signature.inputs().size());
        byName(signature)
                .forEach((name, tensor) -> fitting.add(
                        tensor.fit(Objects.requireNonNull(signature.inputs().get(name)))));
        return read(fitting);
    }

    private SequencedMap<String, DeclaredTensor> byName(Signature signature) {
        SequencedMap<String, DeclaredTensor> byName = new LinkedHashMap<>();
        for (DeclaredTensor tensor : declared) {
            if (byName.put(tensor.name(), tensor) != null) {
                throw ServingException.invalidInput("input " + Echo.of(tensor.name()) + " is there twice");
            }
        }
        signature.requireInputs(byName.keySet());
        return byName;
    }

    private Map<String, Tensor> read(List<DeclaredTensor.Fitting> fitting) {
        ByteBudget budget = new ByteBudget(limit);
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (DeclaredTensor.Fitting input : fitting) {
            tensors.put(input.name(), input.contents().read(input.name(), input.type(), input.shape(), budget));
        }
        return tensors;
    }
}
