package io.algorithmselector.api.openinference;

import inference.ModelInferRequest;
import inference.ModelInferResponse;
import io.algorithmselector.api.transport.ApiError;
import io.algorithmselector.api.transport.GrpcCallMetadata;
import io.algorithmselector.api.transport.GrpcInference;
import io.algorithmselector.api.transport.RequestLimit;
import io.algorithmselector.inference.InferenceCall;
import io.algorithmselector.inference.InferenceRequest;
import io.algorithmselector.inference.InferenceResult;
import io.algorithmselector.inference.Protocol;
import io.algorithmselector.model.Failure;
import io.algorithmselector.selection.VersionChoice;
import io.grpc.stub.StreamObserver;

/** The way of one {@code ModelInferRequest}, whether it came alone or in a stream. Blocks. Thread-safe. */
final class GrpcInfer {
    private final GrpcInference inference;
    private final RequestLimit limit;

    GrpcInfer(GrpcInference inference, RequestLimit limit) {
        this.inference = inference;
        this.limit = limit;
    }

    /** Answers a call. */
    void run(ModelInferRequest request, StreamObserver<ModelInferResponse> observer) {
        inference.run(
                Protocol.OPENINFERENCE,
                request.getModelName(),
                observer,
                (call, metadata) -> response(call, request, metadata),
                OpenInferenceError::of);
    }

    /** Answers one request of a stream. */
    GrpcInference.Outcome<ModelInferResponse> answer(ModelInferRequest request, GrpcCallMetadata stream) {
        return inference.answer(
                Protocol.OPENINFERENCE,
                request.getModelName(),
                stream,
                (call, metadata) -> response(call, request, metadata),
                OpenInferenceError::of);
    }

    /** Counts a request of a stream that is not looked at, and says what to answer. */
    String refuse(Failure failure) {
        ApiError error = OpenInferenceError.of(failure);
        inference.refused(Protocol.OPENINFERENCE, error.code());
        return error.text();
    }

    /** The most bytes that one request may have. */
    long limit() {
        return limit.bytes();
    }

    private ModelInferResponse response(InferenceCall call, ModelInferRequest request, GrpcCallMetadata metadata) {
        ModelInferReader reader = new ModelInferReader(request);
        InferenceResult result = call.run(new InferenceRequest(
                metadata.versionRequest(VersionChoice.numberOrLabel(request.getModelVersion())),
                reader.parameters().signature(),
                new DeclaredInputs(reader.inputs(), limit.bytes()),
                RequestedOutput.names(reader.outputs())));
        boolean raw = reader.raw() || reader.parameters().binaryDataOutput();
        return ModelInferWriter.write(request.getId(), result, reader.outputs(), raw);
    }
}
