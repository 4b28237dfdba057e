package io.algorithmselector.api.tensorflow;

import io.algorithmselector.api.transport.AnswerHeaders;
import io.algorithmselector.api.transport.Defects;
import io.algorithmselector.inference.Inference;
import io.algorithmselector.inference.InferenceCall;
import io.algorithmselector.inference.InferenceRequest;
import io.algorithmselector.inference.InferenceResult;
import io.algorithmselector.inference.Protocol;
import io.algorithmselector.inference.Transport;
import io.algorithmselector.model.VersionId;
import io.algorithmselector.selection.VersionChoice;
import io.algorithmselector.selection.VersionRequest;
import io.vertx.core.MultiMap;
import jakarta.ws.rs.core.Response;
import java.util.Set;

/** {@code POST …:predict}. Thread-safe. */
final class RestPrediction {
    private static final String OK = "OK";

    private final Inference inference;

    RestPrediction(Inference inference) {
        this.inference = inference;
    }

    /** Answers one request, in failure too; the answer tells which version gave it. */
    Response predict(TensorflowRoute.Infer route, MultiMap headers, byte[] body) {
        InferenceCall call = inference.begin(Protocol.TENSORFLOW, Transport.REST, route.model());
        String code = "INTERNAL";
        Response.ResponseBuilder answer;
        try {
            answer = TensorflowResource.json(200, run(call, route, headers, body));
            code = OK;
        } catch (RuntimeException e) {
            TensorflowError error =
                    TensorflowError.of(Defects.failureOf(e, "REST predict of model " + route.model()), Transport.REST);
            answer = TensorflowResource.error(error);
            code = error.code().name();
        } finally {
            call.finish(code);
        }
        return tell(call, answer).build();
    }

    private static byte[] run(InferenceCall call, TensorflowRoute.Infer route, MultiMap headers, byte[] body) {
        PredictRequestJson request = new PredictRequestJson(body);
        InferenceResult result = call.run(new InferenceRequest(
                versionRequest(route.version(), headers), request.signatureName(), request, Set.of()));
        return PredictResponseJson.encode(request.format(), result.outputs());
    }

    private static VersionRequest versionRequest(VersionChoice named, MultiMap headers) {
        return VersionRequest.of(
                named,
                headers.get(VersionRequest.VERSION_HEADER),
                headers.get(VersionRequest.LABEL_HEADER),
                headers.get(VersionRequest.KEY_HEADER));
    }

    private static Response.ResponseBuilder tell(InferenceCall call, Response.ResponseBuilder answer) {
        VersionId version = call.version();
        if (version != null) {
            answer.header(AnswerHeaders.VERSION, version.number());
        }
        String fallback = call.fallback();
        if (fallback != null) {
            answer.header(AnswerHeaders.FALLBACK, fallback);
        }
        return answer;
    }
}
