package io.algorithmselector.api.tensorflow;

import io.algorithmselector.api.transport.Defects;
import io.algorithmselector.api.transport.JsonError;
import io.algorithmselector.api.transport.RequestBody;
import io.algorithmselector.api.transport.RequestLimit;
import io.algorithmselector.api.transport.UnreadBody;
import io.algorithmselector.inference.Inference;
import io.algorithmselector.inference.Transport;
import io.algorithmselector.lifecycle.ServingState;
import io.algorithmselector.model.Failure;
import io.algorithmselector.model.ServingException;
import io.smallrye.common.annotation.Blocking;
import io.vertx.core.http.HttpHeaders;
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
import java.util.Locale;

/**
 * Everything below {@code /v1}. JAX-RS leads here and no further: the path is read by {@link TensorflowRoute} as it came, so that
 * wrong ones are answered in TensorFlow Serving's way. Runs on worker threads.
 */
@Path("/{root:[vV]1}/{rest:.*}")
@Blocking
public class TensorflowResource {
    private static final int CALLER_GONE = 499;

    private final RestPrediction prediction;
    private final ModelStatuses statuses;
    private final RequestLimit limit;

    TensorflowResource(Inference inference, ServingState models, RequestLimit limit) {
        this.prediction = new RestPrediction(inference);
        this.statuses = new ModelStatuses(models);
        this.limit = limit;
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
                case TensorflowRoute.Metadata metadata ->
                    throw new ServingException(new Failure.Unsupported("model metadata is not served yet"));
            };
        } catch (IOException e) {
            return Response.status(CALLER_GONE).build();
        } catch (RuntimeException e) {
            Failure failure = Defects.failureOf(e, "REST " + request.method() + " " + path(request));
            if (failure instanceof Failure.TooLarge) {
                UnreadBody.closeAfterAnswer(request);
            }
            return error(TensorflowError.of(failure, Transport.REST)).build();
        }
    }

    private static String path(HttpServerRequest request) {
        String path = request.path();
        return path == null ? "" : path;
    }

    private Response infer(TensorflowRoute.Infer route, HttpServerRequest request, InputStream body)
            throws IOException {
        return switch (route.method()) {
            case PREDICT -> prediction.predict(route, request.headers(), read(request, body));
            case CLASSIFY, REGRESS ->
                throw new ServingException(new Failure.Unsupported(
                        ":" + route.method().name().toLowerCase(Locale.ROOT) + " is not served yet"));
        };
    }

    private byte[] read(HttpServerRequest request, InputStream body) throws IOException {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return RequestBody.read(body, length == null ? -1 : Long.parseLong(length), limit);
    }

    private Response status(TensorflowRoute.Status route) {
        try {
            return json(200, ModelStatusJson.encode(statuses.find(route.model(), route.version())))
                    .build();
        } catch (ServingException e) {
            return error(TensorflowError.ofStatus(e.failure(), Transport.REST)).build();
        }
    }

    static Response.ResponseBuilder error(TensorflowError error) {
        return json(error.httpStatus(), JsonError.body(error.text()));
    }

    static Response.ResponseBuilder json(int status, byte[] body) {
        return Response.status(status).type(JsonError.MEDIA_TYPE).entity(body);
    }
}
