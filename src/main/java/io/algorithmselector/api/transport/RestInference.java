package io.algorithmselector.api.transport;

import io.algorithmselector.inference.Inference;
import io.algorithmselector.inference.InferenceCall;
import io.algorithmselector.inference.Protocol;
import io.algorithmselector.inference.Transport;
import io.algorithmselector.model.Failure;
import io.algorithmselector.model.ServingException;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Function;

/** What every inference request over REST goes through, whatever its protocol: read, answered, counted. Thread-safe. */
@Singleton
public final class RestInference {
    private static final String OK = "OK";

    private final Inference inference;
    private final RequestBodies bodies;

    public RestInference(Inference inference, RequestBodies bodies) {
        this.inference = inference;
        this.bodies = bodies;
    }

    /** Makes the answer of one request. */
    @FunctionalInterface
    public interface Work {
        /** @throws ServingException that says why there is none */
        Response.ResponseBuilder answer(InferenceCall call, byte[] body);
    }

    /**
     * Answers one request, in failure too; the answer tells which version gave it. Blocks.
     *
     * @param model that the path names
     * @param errors the protocol's words for a failure
     * @throws IOException if the caller went away
     */
    public Response run(
            Protocol protocol,
            String model,
            HttpServerRequest request,
            InputStream in,
            Work work,
            Function<Failure, ApiError> errors)
            throws IOException {
        try (RequestBody body = bodies.read(request, in)) {
            return answer(inference.begin(protocol, Transport.REST, model), body.bytes(), work, errors);
        } catch (ServingException | OutOfMemoryError e) {
            ApiError error = errors.apply(Defects.failureOf(e, "the body of " + request.path()));
            inference.begin(protocol, Transport.REST, model).finish(error.code().name());
            return error.toRest().build();
        }
    }

    static Response answer(InferenceCall call, byte[] body, Work work, Function<Failure, ApiError> errors) {
        String code = "INTERNAL";
        Response.ResponseBuilder answer;
        try {
            answer = work.answer(call, body);
            code = OK;
        } catch (Throwable thrown) {
            ApiError error = errors.apply(Defects.failureOf(thrown, "an inference request over REST"));
            answer = error.toRest();
            code = error.code().name();
        } finally {
            call.finish(code);
        }
        SelectorHeaders.tell(call, answer::header);
        return answer.build();
    }
}
