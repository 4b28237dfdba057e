package io.algorithmselector.api.openinference;

import inference.ModelInferResponse;
import inference.ModelInferResponse.InferOutputTensor;
import io.algorithmselector.api.transport.ByteViews;
import io.algorithmselector.inference.InferenceResult;
import io.algorithmselector.model.Failure;
import io.algorithmselector.model.ServingException;
import io.algorithmselector.model.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * From a result to a {@code ModelInferResponse}: raw, the outputs' own bytes without a copy, or typed. All outputs are in the same
 * form, and those that have no typed one make it raw.
 */
final class ModelInferWriter {
    /** What a message can hold at most, with room for what is not tensors. */
    private static final long MAX_BYTES = Integer.MAX_VALUE - (1L << 20);

    private ModelInferWriter() {}

    /**
     * Writes an answer.
     *
     * @param wanted in the order of the answer; empty means all, in the order of their names
     * @param raw whether the elements are to be raw bytes
     * @throws ServingException that names the output: with {@code Unsupported} if the protocol has no datatype for it, with
     *     {@code AtLimit} if with it the answer is more than a message can hold, with {@code InvalidInput} if it cannot be
     *     classified
     */
    static ModelInferResponse write(String id, InferenceResult result, List<RequestedOutput> wanted, boolean raw) {
        SequencedMap<String, Tensor> outputs = outputs(result, wanted);
        ModelInferResponse.Builder response = ModelInferResponse.newBuilder()
                .setModelName(result.version().model())
                .setModelVersion(Long.toString(result.version().number()))
                .setId(id);
        List<InferOutputTensor.Builder> declared = new ArrayList<>(outputs.size());
        outputs.forEach((name, tensor) -> declared.add(declare(name, tensor)));
        boolean allRaw = raw || outputs.values().stream().anyMatch(TypedOutputs::isRawOnly);
        requireSendable(outputs, allRaw);
        if (allRaw) {
            outputs.forEach(
                    (name, tensor) -> response.addRawOutputContents(ByteViews.bytes(RawContents.of(name, tensor))));
        } else {
            TypedOutputs.add(declared, outputs.values());
        }
        declared.forEach(response::addOutputs);
        return response.build();
    }

    private static SequencedMap<String, Tensor> outputs(InferenceResult result, List<RequestedOutput> wanted) {
        if (wanted.isEmpty()) {
            return result.outputs();
        }
        SequencedMap<String, Tensor> outputs = LinkedHashMap.newLinkedHashMap(wanted.size());
        for (RequestedOutput output : wanted) {
            Tensor tensor = result.outputs().get(output.name());
            if (tensor == null) {
                throw new IllegalStateException("output " + output.name() + " was asked for and is not there");
            }
            int classes = output.parameters().classification();
            outputs.put(output.name(), classes == 0 ? tensor : Classification.of(output.name(), tensor, classes));
        }
        return outputs;
    }

    private static InferOutputTensor.Builder declare(String name, Tensor tensor) {
        Datatype type = Datatype.of(tensor.type());
        if (type == null) {
            throw new ServingException(new Failure.Unsupported(
                    "output " + name + " is " + tensor.type() + ", for which the protocol has no datatype"));
        }
        InferOutputTensor.Builder declared =
                InferOutputTensor.newBuilder().setName(name).setDatatype(type.name());
        for (int i = 0; i < tensor.shape().rank(); i++) {
            declared.addShape(tensor.shape().dimension(i));
        }
        return declared;
    }

    /** Before anything is made of the outputs: beyond 2 GiB protobuf's own arithmetic overflows. */
    private static void requireSendable(Map<String, Tensor> outputs, boolean raw) {
        long total = 0;
        for (Map.Entry<String, Tensor> output : outputs.entrySet()) {
            total += mostBytes(output.getValue(), raw);
            if (total > MAX_BYTES) {
                throw new ServingException(new Failure.AtLimit("with output " + output.getKey()
                        + " the answer is larger than the 2 GiB that can be sent; ask for fewer outputs"));
            }
        }
    }

    private static long mostBytes(Tensor tensor, boolean raw) {
        return switch (tensor) {
            case Tensor.Numeric numeric ->
                raw
                        ? numeric.data().byteSize()
                        : TypedOutputs.mostBytes(numeric.type())
                                * numeric.shape().elements();
            case Tensor.Strings strings -> {
                long bytes = 0;
                for (byte[] element : strings.elements()) {
                    // raw its length as four bytes; typed a tag, and its length as at most five
                    bytes += (raw ? 4 : 6) + element.length;
                }
                yield bytes;
            }
        };
    }
}
