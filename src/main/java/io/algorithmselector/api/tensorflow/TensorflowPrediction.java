package io.algorithmselector.api.tensorflow;

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
import io.algorithmselector.model.ServingException;
import io.algorithmselector.model.Tensor;
import io.grpc.stub.StreamObserver;
import io.quarkus.grpc.GrpcService;
import io.smallrye.common.annotation.Blocking;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tensorflow.serving.Model.ModelSpec;
import tensorflow.serving.Predict.PredictRequest;
import tensorflow.serving.Predict.PredictResponse;
import tensorflow.serving.PredictionServiceGrpc;

/** {@code tensorflow.serving.PredictionService}; what is not here yet answers UNIMPLEMENTED. */
@GrpcService
public class TensorflowPrediction extends PredictionServiceGrpc.PredictionServiceImplBase {
    private final Inference inference;
    private final RequestLimit limit;

    TensorflowPrediction(Inference inference, RequestLimit limit) {
        this.inference = inference;
        this.limit = limit;
    }

    @Override
    @Blocking
    public void predict(PredictRequest request, StreamObserver<PredictResponse> observer) {
        String model = request.getModelSpec().getName();
        InferenceCall call = inference.begin(Protocol.TENSORFLOW, Transport.GRPC, model);
        GrpcCallMetadata metadata = GrpcCallMetadata.current();
        PredictResponse response = null;
        TensorflowError error = null;
        try {
            response = predict(call, request, metadata);
        } catch (RuntimeException e) {
            error = TensorflowError.of(Defects.failureOf(e, "gRPC Predict"), Transport.GRPC);
        } finally {
            call.finish(response != null ? "OK" : error != null ? error.code().name() : "INTERNAL");
        }
        metadata.tell(call);
        answer(observer, response, error);
    }

    private static void answer(
            StreamObserver<PredictResponse> observer,
            @Nullable PredictResponse response,
            @Nullable TensorflowError error) {
        if (response != null) {
            observer.onNext(response);
            observer.onCompleted();
        } else if (error != null) {
            observer.onError(error.toGrpc());
        }
    }

    private PredictResponse predict(InferenceCall call, PredictRequest request, GrpcCallMetadata metadata) {
        GrpcDeadline.requireAwaited();
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
