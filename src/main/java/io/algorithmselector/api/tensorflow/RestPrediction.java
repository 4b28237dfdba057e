package io.algorithmselector.api.tensorflow;

import io.algorithmselector.api.transport.SelectorHeaders;
import io.algorithmselector.inference.InferenceCall;
import io.algorithmselector.inference.InferenceRequest;
import io.algorithmselector.inference.InferenceResult;
import io.vertx.core.MultiMap;
import jakarta.ws.rs.core.Response;
import java.util.Set;

/** {@code POST …:predict}. */
final class RestPrediction {
    private RestPrediction() {}

    static Response.ResponseBuilder answer(
            InferenceCall call, TensorflowRoute.Infer route, MultiMap headers, byte[] body) {
        PredictRequestJson request = new PredictRequestJson(body);
        InferenceResult result = call.run(new InferenceRequest(
                SelectorHeaders.versionRequest(headers, route.version()), request.signatureName(), request, Set.of()));
        return TensorflowResource.json(200, PredictResponseJson.encode(request.format(), result.outputs()));
    }
}
