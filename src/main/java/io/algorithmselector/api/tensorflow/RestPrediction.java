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

    /** @param limit the most bytes that all inputs together may take in memory */
    static Response.ResponseBuilder answer(
            InferenceCall call, TensorflowRoute.Infer route, MultiMap headers, byte[] body, long limit) {
        PredictRequestJson request = new PredictRequestJson(body, limit);
        InferenceResult result = call.run(new InferenceRequest(
                SelectorHeaders.versionRequest(headers, route.version()), request.signatureName(), request, Set.of()));
        return TensorflowResource.json(200, PredictResponseJson.encode(request.format(), result.outputs()));
    }
}
