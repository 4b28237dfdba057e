package io.algorithmselector.api.openinference;

import inference.ModelInferRequest;
import inference.ModelInferResponse;
import io.algorithmselector.api.transport.Defects;
import io.algorithmselector.api.transport.GrpcCallMetadata;
import io.algorithmselector.api.transport.GrpcDeadline;
import io.algorithmselector.api.transport.RequestLimit;
import io.algorithmselector.inference.Inference;
import io.algorithmselector.inference.InferenceCall;
import io.algorithmselector.inference.InferenceRequest;
import io.algorithmselector.inference.InferenceResult;
import io.algorithmselector.inference.Protocol;
import io.algorithmselector.inference.Transport;
import io.algorithmselector.selection.VersionChoice;

/** The way of one {@code ModelInferRequest}, whether it came alone or in a stream. Thread-safe. */
final class GrpcInfer {
    private final Inference inference;
    private final RequestLimit limit;

    GrpcInfer(Inference inference, RequestLimit limit) {
        this.inference = inference;
        this.limit = limit;
    }

    /** How a request ended. */
    sealed interface Outcome {
        /** The call, which is finished and knows the version that was chosen. */
        InferenceCall call();

        record Answered(InferenceCall call, ModelInferResponse response) implements Outcome {}

        record Failed(InferenceCall call, OpenInferenceError error) implements Outcome {}
    }

    /**
     * Answers one request, in failure too; blocks. A call that nobody waits for any more is not run.
     *
     * @param metadata of the call, or of the stream
     */
    Outcome answer(ModelInferRequest request, GrpcCallMetadata metadata) {
        InferenceCall call = inference.begin(Protocol.OPENINFERENCE, Transport.GRPC);
        String code = "INTERNAL";
        try {
            GrpcDeadline.requireAwaited();
            ModelInferResponse response = run(call, request, metadata);
            code = "OK";
            return new Outcome.Answered(call, response);
        } catch (RuntimeException e) {
            OpenInferenceError error = OpenInferenceError.of(Defects.failureOf(e, "gRPC ModelInfer"));
            code = error.code().name();
            return new Outcome.Failed(call, error);
        } finally {
            call.finish(code);
        }
    }

    private ModelInferResponse run(InferenceCall call, ModelInferRequest request, GrpcCallMetadata metadata) {
        ModelInferReader reader = new ModelInferReader(request);
        InferenceResult result = call.run(new InferenceRequest(
                request.getModelName(),
                metadata.versionRequest(VersionChoice.numberOrLabel(request.getModelVersion())),
                reader.parameters().signature(),
                new DeclaredInputs(reader.inputs(), limit.bytes()),
                RequestedOutput.names(reader.outputs())));
        boolean raw = reader.raw() || reader.parameters().binaryDataOutput();
        return ModelInferWriter.write(request.getId(), result, reader.outputs(), raw);
    }
}
