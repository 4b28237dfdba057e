package io.algorithmselector.api.tensorflow;

import io.algorithmselector.api.transport.Defects;
import io.algorithmselector.api.transport.GrpcCallMetadata;
import io.algorithmselector.api.transport.GrpcInference;
import io.algorithmselector.api.transport.GrpcRequests;
import io.algorithmselector.api.transport.RequestLimit;
import io.algorithmselector.inference.Inference;
import io.algorithmselector.inference.InferenceCall;
import io.algorithmselector.inference.InferenceRequest;
import io.algorithmselector.inference.InferenceResult;
import io.algorithmselector.inference.Protocol;
import io.algorithmselector.inference.Transport;
import io.algorithmselector.model.Failure;
import io.grpc.BindableService;
import io.grpc.ServerServiceDefinition;
import io.grpc.stub.StreamObserver;
import io.quarkus.grpc.GrpcService;
import io.smallrye.common.annotation.Blocking;
import tensorflow.serving.Classification.ClassificationRequest;
import tensorflow.serving.Classification.ClassificationResponse;
import tensorflow.serving.GetModelMetadata.GetModelMetadataRequest;
import tensorflow.serving.GetModelMetadata.GetModelMetadataResponse;
import tensorflow.serving.Inference.MultiInferenceRequest;
import tensorflow.serving.Inference.MultiInferenceResponse;
import tensorflow.serving.Model.ModelSpec;
import tensorflow.serving.Predict.PredictRequest;
import tensorflow.serving.Predict.PredictResponse;
import tensorflow.serving.PredictionServiceGrpc;
import tensorflow.serving.RegressionOuterClass.RegressionRequest;
import tensorflow.serving.RegressionOuterClass.RegressionResponse;

/** {@code tensorflow.serving.PredictionService}, whole. */
@GrpcService
public class TensorflowPrediction implements PredictionServiceGrpc.AsyncService, BindableService {
    private final GrpcInference inference;
    private final ModelMetadata signatures;
    private final RequestLimit limit;

    TensorflowPrediction(GrpcInference inference, Inference calls, RequestLimit limit) {
        this.inference = inference;
        this.signatures = new ModelMetadata(calls);
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
        PredictInputs inputs = new PredictInputs(request, limit.bytes());
        InferenceResult result = call.run(new InferenceRequest(
                metadata.versionRequest(ModelSpecs.choice(spec)), spec.getSignatureName(), inputs, inputs.outputs()));
        AnswerSize.requireSendable(result.outputs());
        PredictResponse.Builder response = PredictResponse.newBuilder().setModelSpec(ModelSpecs.of(result));
        result.outputs().forEach((name, tensor) -> response.putOutputs(name, TensorProtoWriter.write(tensor)));
        return response.build();
    }

    @Override
    @Blocking
    public void classify(ClassificationRequest request, StreamObserver<ClassificationResponse> observer) {
        run(
                request.getModelSpec(),
                observer,
                (call, metadata) -> GrpcExamples.classify(call, request, metadata, limit.bytes()));
    }

    @Override
    @Blocking
    public void regress(RegressionRequest request, StreamObserver<RegressionResponse> observer) {
        run(
                request.getModelSpec(),
                observer,
                (call, metadata) -> GrpcExamples.regress(call, request, metadata, limit.bytes()));
    }

    @Override
    @Blocking
    public void multiInference(MultiInferenceRequest request, StreamObserver<MultiInferenceResponse> observer) {
        run(GrpcMultiInference.spec(request), observer, new GrpcMultiInference(request, limit.bytes())::answer);
    }

    @Override
    @Blocking
    public void getModelMetadata(GetModelMetadataRequest request, StreamObserver<GetModelMetadataResponse> observer) {
        GetModelMetadataResponse response;
        try {
            response = signatures.grpc(request, GrpcCallMetadata.current());
        } catch (Throwable thrown) {
            Failure failure = Defects.failureOf(thrown, "gRPC GetModelMetadata");
            observer.onError(TensorflowError.of(failure, Transport.GRPC).toGrpc());
            return;
        }
        observer.onNext(response);
        observer.onCompleted();
    }
}
