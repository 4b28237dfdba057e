package io.algorithmselector.api.tensorflow;

import io.algorithmselector.api.transport.GrpcCallMetadata;
import io.algorithmselector.inference.InferenceCall;
import io.algorithmselector.inference.InferenceResult;
import io.algorithmselector.inference.InputDecoder;
import io.algorithmselector.inference.SignatureRequest;
import io.algorithmselector.model.Failure;
import io.algorithmselector.model.ServingException;
import io.algorithmselector.model.Tensor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tensorflow.serving.Inference.InferenceTask;
import tensorflow.serving.Inference.MultiInferenceRequest;
import tensorflow.serving.Inference.MultiInferenceResponse;
import tensorflow.serving.Model.ModelSpec;

/**
 * {@code MultiInference}: several classifications and regressions of one input, by one version, which the first task names. The
 * input is decoded once. For one request.
 */
final class GrpcMultiInference {
    private final MultiInferenceRequest request;
    private final long limit;
    private final List<ExampleInput> inputs = new ArrayList<>();
    private Tensor.@Nullable Strings examples;
    private @Nullable String place;

    /** @param limit the most bytes that all examples together may take in memory */
    GrpcMultiInference(MultiInferenceRequest request, long limit) {
        this.request = request;
        this.limit = limit;
    }

    /** The spec that chooses model and version; empty if there is no task. */
    static ModelSpec spec(MultiInferenceRequest request) {
        return request.getTasksCount() == 0
                ? ModelSpec.getDefaultInstance()
                : request.getTasks(0).getModelSpec();
    }

    MultiInferenceResponse answer(InferenceCall call, GrpcCallMetadata metadata) {
        ModelSpec spec = ModelSpecs.require(true, spec(request));
        List<SignatureRequest> asked = asked(spec.getName());
        List<InferenceResult> results = run(call, spec, metadata, asked);
        MultiInferenceResponse.Builder response = MultiInferenceResponse.newBuilder();
        for (int i = 0; i < results.size(); i++) {
            response.addResults(result(results.get(i), inputs.get(i)));
        }
        return response.build();
    }

    private List<SignatureRequest> asked(String model) {
        List<SignatureRequest> asked = new ArrayList<>();
        Set<String> signatures = new HashSet<>();
        for (InferenceTask task : request.getTasksList()) {
            requireModel(task.getModelSpec().getName(), model);
            ExampleInput input = new ExampleInput(method(task), this::examples);
            SignatureRequest each =
                    new SignatureRequest(task.getModelSpec().getSignatureName(), atOnePlace(input), Set.of());
            if (!signatures.add(each.signature())) {
                throw ServingException.invalidInput("Duplicate evaluation of signature: " + each.signature());
            }
            inputs.add(input);
            asked.add(each);
        }
        return asked;
    }

    private static void requireModel(String named, String model) {
        if (named.isEmpty()) {
            throw ServingException.invalidInput("Found ModelSpec with an empty model name.");
        }
        if (!named.equals(model)) {
            throw ServingException.invalidInput(
                    "All ModelSpecs in a MultiInferenceRequest must access the same model name.");
        }
    }

    static ExampleMethod method(InferenceTask task) {
        ExampleMethod method = ExampleMethod.named(task.getMethodName());
        if (method == null) {
            throw new ServingException(
                    new Failure.Unsupported("Unsupported signature method_name: " + task.getMethodName()));
        }
        return method;
    }

    /** TensorFlow Serving feeds one place of the graph for all tasks; what it refuses is refused here. */
    private InputDecoder atOnePlace(ExampleInput input) {
        return signature -> {
            Map<String, Tensor> tensors = input.decode(signature);
            String found = Objects.requireNonNull(signature.inputs().get(ExampleMethod.INPUTS))
                    .graphName();
            if (place != null && !place.equals(found)) {
                throw ServingException.invalidInput("Input tensor must be the same for all Signatures.");
            }
            place = found;
            return tensors;
        };
    }

    private Tensor.Strings examples() {
        if (examples == null) {
            examples = ExampleProtos.read(request.getInput(), limit);
        }
        return examples;
    }

    private static List<InferenceResult> run(
            InferenceCall call, ModelSpec spec, GrpcCallMetadata metadata, List<SignatureRequest> asked) {
        try {
            return call.runAll(metadata.versionRequest(ModelSpecs.choice(spec)), asked);
        } catch (ServingException e) {
            if (e.failure() instanceof Failure.SignatureNotFound missing) {
                throw ServingException.invalidInput(
                        "Requested signature not found in model graph: " + missing.signature());
            }
            throw e;
        }
    }

    private static tensorflow.serving.Inference.InferenceResult result(InferenceResult result, ExampleInput input) {
        var answer = tensorflow.serving.Inference.InferenceResult.newBuilder().setModelSpec(ModelSpecs.of(result));
        return switch (input.method()) {
            case CLASSIFY ->
                answer.setClassificationResult(new Classifications(result.outputs(), input.count()).toProto())
                        .build();
            case REGRESS ->
                answer.setRegressionResult(new Regressions(result.outputs(), input.count()).toProto())
                        .build();
        };
    }
}
