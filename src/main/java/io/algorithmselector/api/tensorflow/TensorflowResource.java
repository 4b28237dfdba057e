package io.algorithmselector.api.tensorflow;

import io.algorithmselector.api.transport.Defects;
import io.algorithmselector.api.transport.JsonError;
import io.algorithmselector.api.transport.RequestLimit;
import io.algorithmselector.api.transport.RestInference;
import io.algorithmselector.inference.Inference;
import io.algorithmselector.inference.Protocol;
import io.algorithmselector.inference.Transport;
import io.algorithmselector.lifecycle.ServingState;
import io.algorithmselector.model.Failure;
import io.algorithmselector.model.ServingException;
import io.smallrye.common.annotation.Blocking;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.OPTIONS;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;

/**
 * Everything below {@code /v1}. JAX-RS leads here and no further: the path is read by {@link TensorflowRoute} as it came, so that
 * wrong ones are answered in TensorFlow Serving's way. Runs on worker threads.
 */
@Path("/{root:[vV]1}/{rest:.*}")
@Blocking
public class TensorflowResource {
    private static final int CALLER_GONE = 499;

    private final RestInference inference;
    private final ModelStatuses statuses;
    private final ModelMetadata metadata;
    private final RequestLimit limit;

    TensorflowResource(RestInference inference, Inference calls, ServingState models, RequestLimit limit) {
        this.inference = inference;
        this.metadata = new ModelMetadata(calls);
        this.limit = limit;
        this.statuses = new ModelStatuses(models);
    }

    @POST
    public Response post(InputStream body, @Context HttpServerRequest request) {
        return answer(request, body);
    }

    @GET
    public Response get(@Context HttpServerRequest request) {
        return answer(request, InputStream.nullInputStream());
    }

    @PUT
    public Response put(@Context HttpServerRequest request) {
        return answer(request, InputStream.nullInputStream());
    }

    @DELETE
    public Response delete(@Context HttpServerRequest request) {
        return answer(request, InputStream.nullInputStream());
    }

    @PATCH
    public Response patch(@Context HttpServerRequest request) {
        return answer(request, InputStream.nullInputStream());
    }

    @OPTIONS
    public Response options(@Context HttpServerRequest request) {
        return answer(request, InputStream.nullInputStream());
    }

    private Response answer(HttpServerRequest request, InputStream body) {
        try {
            return switch (TensorflowRoute.of(request.method().name(), path(request))) {
                case TensorflowRoute.Infer infer -> infer(infer, request, body);
                case TensorflowRoute.Status status -> status(status);
                case TensorflowRoute.Metadata route ->
                    metadata.rest(route, request.headers()).build();
            };
        } catch (IOException e) {
            return Response.status(CALLER_GONE).build();
        } catch (Throwable thrown) {
            Failure failure = Defects.failureOf(thrown, "REST " + request.method() + " " + path(request));
            return TensorflowError.of(failure, Transport.REST).toRest().build();
        }
    }

    private static String path(HttpServerRequest request) {
        String path = request.path();
        return path == null ? "" : path;
    }

    private Response infer(TensorflowRoute.Infer route, HttpServerRequest request, InputStream body)
            throws IOException {
        RestInference.Work work = switch (route.method()) {
            case PREDICT ->
                (call, bytes) -> RestPrediction.answer(call, route, request.headers(), bytes, limit.bytes());
            case CLASSIFY -> examples(ExampleMethod.CLASSIFY, route, request);
            case REGRESS -> examples(ExampleMethod.REGRESS, route, request);
        };
        return inference.run(
                Protocol.TENSORFLOW,
                route.model(),
                request,
                body,
                work,
                failure -> TensorflowError.of(failure, Transport.REST));
    }

    private RestInference.Work examples(ExampleMethod method, TensorflowRoute.Infer route, HttpServerRequest request) {
        return (call, bytes) -> RestExamples.answer(call, route, method, request.headers(), bytes, limit.bytes());
    }

    private Response status(TensorflowRoute.Status route) {
        try {
            return json(200, ModelStatusJson.encode(statuses.find(route.model(), route.version())))
                    .build();
        } catch (ServingException e) {
            return TensorflowError.ofStatus(e.failure(), Transport.REST)
                    .toRest()
                    .build();
        }
    }

    static Response.ResponseBuilder json(int status, byte[] body) {
        return Response.status(status).type(JsonError.MEDIA_TYPE).entity(body);
    }
}
