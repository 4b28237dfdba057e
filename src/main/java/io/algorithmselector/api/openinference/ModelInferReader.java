package io.algorithmselector.api.openinference;

import inference.ModelInferRequest;
import inference.ModelInferRequest.InferInputTensor;
import inference.ModelInferRequest.InferRequestedOutputTensor;
import io.algorithmselector.api.transport.ByteViews;
import io.algorithmselector.model.ServingException;
import java.util.ArrayList;
import java.util.List;

/**
 * What a {@code ModelInferRequest} asks for. Reads its parameters at once; its tensors are only declared and read later, raw ones
 * where they lie.
 */
final class ModelInferReader {
    private final ModelInferRequest request;
    private final InferParameters parameters;
    private final List<RequestedOutput> outputs;

    /** @throws ServingException with {@code InvalidInput} or {@code Unsupported} if a parameter cannot be obeyed */
    ModelInferReader(ModelInferRequest request) {
        this.request = request;
        this.parameters = GrpcParameters.of("the request", request.getParametersMap());
        this.outputs = new ArrayList<>(request.getOutputsCount());
        for (InferRequestedOutputTensor output : request.getOutputsList()) {
            outputs.add(new RequestedOutput(
                    output.getName(),
                    GrpcParameters.of("output " + Echo.of(output.getName()), output.getParametersMap())));
        }
    }

    InferParameters parameters() {
        return parameters;
    }

    /** In the order of the request; empty means all. */
    List<RequestedOutput> outputs() {
        return outputs;
    }

    /** Whether the elements came as raw bytes; also if there are none at all. */
    boolean raw() {
        return request.getRawInputContentsCount() > 0
                || request.getInputsList().stream().noneMatch(InferInputTensor::hasContents);
    }

    /** @throws ServingException with {@code InvalidInput} if raw and typed contents do not go together */
    List<DeclaredTensor> inputs() {
        int raw = request.getRawInputContentsCount();
        if (raw > 0 && raw != request.getInputsCount()) {
            throw ServingException.invalidInput("raw_input_contents has " + raw + " entries, and the request "
                    + request.getInputsCount() + " inputs");
        }
        List<DeclaredTensor> inputs = new ArrayList<>(request.getInputsCount());
        for (int i = 0; i < request.getInputsCount(); i++) {
            InferInputTensor input = request.getInputs(i);
            // read for what they refuse
            GrpcParameters.of("input " + Echo.of(input.getName()), input.getParametersMap());
            TensorContents contents = raw > 0 ? rawContents(input, i) : new TypedContents(input.getContents());
            inputs.add(new DeclaredTensor(input.getName(), input.getDatatype(), shape(input), contents));
        }
        return inputs;
    }

    private TensorContents rawContents(InferInputTensor input, int index) {
        if (input.hasContents()) {
            throw ServingException.invalidInput("input " + Echo.of(input.getName())
                    + " has contents although the request has raw_input_contents: they exclude each other");
        }
        return new RawContents(ByteViews.segment(request.getRawInputContents(index)));
    }

    private static long[] shape(InferInputTensor input) {
        long[] shape = new long[input.getShapeCount()];
        for (int i = 0; i < shape.length; i++) {
            shape[i] = input.getShape(i);
        }
        return shape;
    }
}
