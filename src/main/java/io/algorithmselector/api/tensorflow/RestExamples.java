package io.algorithmselector.api.tensorflow;

import io.algorithmselector.api.transport.SelectorHeaders;
import io.algorithmselector.inference.InferenceCall;
import io.algorithmselector.inference.InferenceResult;
import io.vertx.core.MultiMap;
import jakarta.ws.rs.core.Response;

/** {@code POST …:classify} and {@code …:regress}. */
final class RestExamples {
    private RestExamples() {}

    /** @param limit the most bytes that all examples together may take in memory */
    static Response.ResponseBuilder answer(
            InferenceCall call,
            TensorflowRoute.Infer route,
            ExampleMethod method,
            MultiMap headers,
            byte[] body,
            long limit) {
        ExamplesJson request = new ExamplesJson(body);
        ExampleInput input = new ExampleInput(method, () -> request.read(limit));
        InferenceResult result = ExampleRuns.run(
                call, SelectorHeaders.versionRequest(headers, route.version()), request.signatureName(), input);
        byte[] answer = switch (method) {
            case CLASSIFY -> new Classifications(result.outputs(), input.count()).toJson();
            case REGRESS -> new Regressions(result.outputs(), input.count()).toJson();
        };
        return TensorflowResource.json(200, answer);
    }
}
