package io.algorithmselector.api.tensorflow;

import io.algorithmselector.inference.InputDecoder;
import io.algorithmselector.model.ByteBudget;
import io.algorithmselector.model.ServingException;
import io.algorithmselector.model.Signature;
import io.algorithmselector.model.Tensor;
import io.algorithmselector.model.TensorSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tensorflow.framework.TensorProto;
import tensorflow.serving.Predict.PredictRequest;

/**
 * The inputs of a {@code PredictRequest}. All names, types and shapes, and the outputs asked for, are held against the signature
 * before the first element is decoded; the tensors then share one budget. Whatever is sent, it takes no more memory than that.
 */
final class PredictInputs implements InputDecoder {
    private final PredictRequest request;
    private final long limit;

    /** @param limit the most bytes that all inputs together may take in memory */
    PredictInputs(PredictRequest request, long limit) {
        this.request = request;
        this.limit = limit;
    }

    @Override
    public Map<String, Tensor> decode(Signature signature) {
        Map<String, TensorProto> sent = request.getInputsMap();
        signature.requireInputs(sent.keySet());
        List<TensorProtoReader> readers = new ArrayList<>(sent.size());
        for (TensorSpec expected : signature.inputs().values()) {
            TensorProtoReader reader =
                    new TensorProtoReader(expected.name(), request.getInputsOrThrow(expected.name()));
            expected.requireFit(reader.type(), reader.shape());
            readers.add(reader);
        }
        requireOutputs(signature);
        return read(readers);
    }

    private Map<String, Tensor> read(List<TensorProtoReader> readers) {
        ByteBudget budget = new ByteBudget(limit);
        Map<String, Tensor> tensors = LinkedHashMap.newLinkedHashMap(readers.size());
        for (TensorProtoReader reader : readers) {
            tensors.put(reader.name(), reader.read(budget));
        }
        return tensors;
    }

    private void requireOutputs(Signature signature) {
        for (String output : request.getOutputFilterList()) {
            if (!signature.outputs().containsKey(output)) {
                throw ServingException.invalidInput("output tensor alias not found in signature: " + output
                        + " Outputs expected to be in the set {"
                        + String.join(",", signature.outputs().keySet()) + "}.");
            }
        }
    }

    /**
     * The outputs that are asked for; empty stands for all.
     *
     * @throws ServingException with {@code InvalidInput} if one is asked for twice
     */
    Set<String> outputs() {
        Set<String> outputs = new LinkedHashSet<>();
        for (String name : request.getOutputFilterList()) {
            if (!outputs.add(name)) {
                throw ServingException.invalidInput("duplicate output tensor alias: " + name);
            }
        }
        return outputs;
    }
}
