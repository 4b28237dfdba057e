package io.algorithmselector.api.tensorflow;

import io.algorithmselector.api.transport.GrpcCallMetadata;
import io.algorithmselector.api.transport.GrpcInference;
import io.algorithmselector.api.transport.GrpcRequests;
import io.algorithmselector.api.transport.RequestLimit;
import io.algorithmselector.inference.InferenceCall;
import io.algorithmselector.inference.InferenceRequest;
import io.algorithmselector.inference.InferenceResult;
import io.algorithmselector.inference.Protocol;
import io.algorithmselector.inference.Transport;
import io.algorithmselector.model.ServingException;
import io.algorithmselector.model.Tensor;
import io.grpc.BindableService;
import io.grpc.ServerServiceDefinition;
import io.grpc.stub.StreamObserver;
import io.quarkus.grpc.GrpcService;
import io.smallrye.common.annotation.Blocking;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import tensorflow.serving.Model.ModelSpec;
import tensorflow.serving.Predict.PredictRequest;
import tensorflow.serving.Predict.PredictResponse;
import tensorflow.serving.PredictionServiceGrpc;

/** {@code tensorflow.serving.PredictionService}; what is not here yet answers UNIMPLEMENTED. */
@GrpcService
public class TensorflowPrediction implements PredictionServiceGrpc.AsyncService, BindableService {
    private final GrpcInference inference;
    private final RequestLimit limit;

    TensorflowPrediction(GrpcInference inference, RequestLimit limit) {
        this.inference = inference;
        this.limit = limit;
    }

    @Override
    public ServerServiceDefinition bindService() {
        return GrpcRequests.received(PredictionServiceGrpc.bindService(this));
    }

    @Override
    @Blocking
    public void predict(PredictRequest request, StreamObserver<PredictResponse> observer) {
        run(request.getModelSpec(), observer, (call, metadata) -> predict(call, request, metadata));
    }

    private <A> void run(ModelSpec spec, StreamObserver<A> observer, GrpcInference.Work<A> work) {
        inference.run(
                Protocol.TENSORFLOW,
                spec.getName(),
                observer,
                work,
                failure -> TensorflowError.of(failure, Transport.GRPC));
    }

    private PredictResponse predict(InferenceCall call, PredictRequest request, GrpcCallMetadata metadata) {
        ModelSpec spec = ModelSpecs.require(request.hasModelSpec(), request.getModelSpec());
        InferenceResult result = call.run(new InferenceRequest(
                metadata.versionRequest(ModelSpecs.choice(spec)),
                spec.getSignatureName(),
                signature -> inputs(request),
                outputs(request)));
        PredictResponse.Builder response = PredictResponse.newBuilder().setModelSpec(ModelSpecs.of(result));
        result.outputs().forEach((name, tensor) -> response.putOutputs(name, TensorProtoWriter.write(tensor)));
        return response.build();
    }

    private Map<String, Tensor> inputs(PredictRequest request) {
        Map<String, Tensor> inputs = new LinkedHashMap<>();
        request.getInputsMap()
                .forEach((name, proto) -> inputs.put(name, TensorProtoReader.read(name, proto, limit.bytes())));
        return inputs;
    }

    private static Set<String> outputs(PredictRequest request) {
        Set<String> outputs = new LinkedHashSet<>();
        for (String name : request.getOutputFilterList()) {
            if (!outputs.add(name)) {
                throw ServingException.invalidInput("duplicate output tensor alias: " + name);
            }
        }
        return outputs;
    }
}
