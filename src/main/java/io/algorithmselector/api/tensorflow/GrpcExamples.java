package io.algorithmselector.api.tensorflow;

import io.algorithmselector.api.transport.GrpcCallMetadata;
import io.algorithmselector.inference.InferenceCall;
import io.algorithmselector.inference.InferenceResult;
import tensorflow.serving.Classification.ClassificationRequest;
import tensorflow.serving.Classification.ClassificationResponse;
import tensorflow.serving.InputOuterClass.Input;
import tensorflow.serving.Model.ModelSpec;
import tensorflow.serving.RegressionOuterClass.RegressionRequest;
import tensorflow.serving.RegressionOuterClass.RegressionResponse;

/** {@code Classify} and {@code Regress}. */
final class GrpcExamples {
    private GrpcExamples() {}

    /** @param limit the most bytes that all examples together may take in memory */
    static ClassificationResponse classify(
            InferenceCall call, ClassificationRequest request, GrpcCallMetadata metadata, long limit) {
        ModelSpec spec = ModelSpecs.require(request.hasModelSpec(), request.getModelSpec());
        ExampleInput input = input(ExampleMethod.CLASSIFY, request.getInput(), limit);
        InferenceResult result = run(call, spec, metadata, input);
        return ClassificationResponse.newBuilder()
                .setModelSpec(ModelSpecs.of(result))
                .setResult(new Classifications(result.outputs(), input.count()).toProto())
                .build();
    }

    /** @param limit the most bytes that all examples together may take in memory */
    static RegressionResponse regress(
            InferenceCall call, RegressionRequest request, GrpcCallMetadata metadata, long limit) {
        ModelSpec spec = ModelSpecs.require(request.hasModelSpec(), request.getModelSpec());
        ExampleInput input = input(ExampleMethod.REGRESS, request.getInput(), limit);
        InferenceResult result = run(call, spec, metadata, input);
        return RegressionResponse.newBuilder()
                .setModelSpec(ModelSpecs.of(result))
                .setResult(new Regressions(result.outputs(), input.count()).toProto())
                .build();
    }

    private static ExampleInput input(ExampleMethod method, Input input, long limit) {
        return new ExampleInput(method, () -> ExampleProtos.read(input, limit));
    }

    private static InferenceResult run(
            InferenceCall call, ModelSpec spec, GrpcCallMetadata metadata, ExampleInput input) {
        return ExampleRuns.run(call, metadata.versionRequest(ModelSpecs.choice(spec)), spec.getSignatureName(), input);
    }
}
