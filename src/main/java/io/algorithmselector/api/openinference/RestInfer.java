package io.algorithmselector.api.openinference;

import io.algorithmselector.api.transport.JsonError;
import io.algorithmselector.api.transport.ResponseCoding;
import io.algorithmselector.api.transport.SelectorHeaders;
import io.algorithmselector.inference.InferenceCall;
import io.algorithmselector.inference.InferenceRequest;
import io.algorithmselector.inference.InferenceResult;
import io.algorithmselector.model.ServingException;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import jakarta.ws.rs.core.Response;

/** {@code POST …/infer}. */
final class RestInfer {
    private static final String OCTETS = "application/octet-stream";

    private RestInfer() {}

    /**
     * Makes one answer; blocks.
     *
     * @param limit the most bytes that all tensors of the request together may take in memory
     * @throws ServingException that says why there is none
     */
    static Response.ResponseBuilder answer(
            InferenceCall call, OpenInferenceRoute.Infer route, MultiMap headers, byte[] body, long limit) {
        InferRequest request = InferBody.read(body, headers.getAll(InferBody.HEADER_LENGTH), limit);
        InferenceResult result = call.run(new InferenceRequest(
                SelectorHeaders.versionRequest(headers, route.version()),
                request.parameters().signature(),
                signature -> {
                    OutputForms.requireAll(request, signature);
                    return request.inputs().decode(signature);
                },
                RequestedOutput.names(request.outputs())));
        return coded(InferAnswer.of(request, result), headers);
    }

    private static Response.ResponseBuilder coded(InferAnswer answer, MultiMap headers) {
        byte[] body = answer.body();
        ResponseCoding coding = body.length < ResponseCoding.MIN_LENGTH
                ? ResponseCoding.IDENTITY
                : ResponseCoding.accepted(headers.getAll(HttpHeaders.ACCEPT_ENCODING));
        Response.ResponseBuilder response = Response.ok(coding.encode(body));
        if (coding != ResponseCoding.IDENTITY) {
            response.header(HttpHeaders.CONTENT_ENCODING.toString(), coding.token());
        }
        return answer.hasBinaryData()
                ? response.type(OCTETS).header(InferBody.HEADER_LENGTH, answer.jsonLength())
                : response.type(JsonError.MEDIA_TYPE);
    }
}
