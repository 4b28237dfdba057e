package io.algorithmselector.api.tensorflow;

import io.algorithmselector.engine.Servable;
import io.algorithmselector.inference.InputDecoder;
import io.algorithmselector.model.Failure;
import io.algorithmselector.model.ServingException;
import io.algorithmselector.model.Signature;
import io.algorithmselector.model.Tensor;
import io.algorithmselector.model.VersionId;
import java.util.Map;
import java.util.Set;
import tensorflow.serving.Inference.InferenceTask;
import tensorflow.serving.Inference.MultiInferenceRequest;
import tensorflow.serving.InputOuterClass.Input;
import tensorflow.serving.Predict.PredictRequest;

/**
 * Computes recorded requests on a version that does not answer yet: translated and refused as those of clients are, but for the
 * model and version that they name, which is where they were recorded. For one thread.
 */
final class WarmUpRequests {
    private final VersionId version;
    private final Servable servable;
    private final long limit;

    /** @param limit the most bytes that the inputs of one request may take in memory */
    WarmUpRequests(VersionId version, Servable servable, long limit) {
        this.version = version;
        this.servable = servable;
        this.limit = limit;
    }

    /**
     * Computes one.
     *
     * @return whether there was something to compute
     * @throws ServingException that says why there would be no answer
     */
    boolean run(PredictionLog log) {
        switch (log) {
            case PredictionLog.Predict(PredictRequest request) -> predict(request);
            case PredictionLog.Classify(var request) ->
                examples(ExampleMethod.CLASSIFY, request.getModelSpec().getSignatureName(), request.getInput());
            case PredictionLog.Regress(var request) ->
                examples(ExampleMethod.REGRESS, request.getModelSpec().getSignatureName(), request.getInput());
            case PredictionLog.MultiInference(MultiInferenceRequest request) -> all(request);
            case PredictionLog.Empty() -> {
                return false;
            }
        }
        return true;
    }

    private void predict(PredictRequest request) {
        PredictInputs inputs = new PredictInputs(request, limit);
        var _ = compute(request.getModelSpec().getSignatureName(), inputs, inputs.outputs());
    }

    private void all(MultiInferenceRequest request) {
        for (InferenceTask task : request.getTasksList()) {
            examples(GrpcMultiInference.method(task), task.getModelSpec().getSignatureName(), request.getInput());
        }
    }

    private void examples(ExampleMethod method, String signature, Input examples) {
        ExampleInput input = new ExampleInput(method, () -> ExampleProtos.read(examples, limit));
        Map<String, Tensor> outputs = compute(signature, input, Set.of());
        // what could not be sent is no answer
        var _ = switch (method) {
            case CLASSIFY -> new Classifications(outputs, input.count());
            case REGRESS -> new Regressions(outputs, input.count());
        };
    }

    private Map<String, Tensor> compute(String name, InputDecoder inputs, Set<String> outputs) {
        String asked = name.isEmpty() ? Signature.DEFAULT : name;
        Signature signature = servable.signatures().get(asked);
        if (signature == null) {
            throw new ServingException(new Failure.SignatureNotFound(version.model(), version.number(), asked));
        }
        return servable.run(signature, inputs.decode(signature), outputs);
    }
}
