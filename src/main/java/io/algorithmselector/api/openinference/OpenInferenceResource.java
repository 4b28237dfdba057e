package io.algorithmselector.api.openinference;

import io.algorithmselector.administration.Administration;
import io.algorithmselector.administration.RepositoryParameters;
import io.algorithmselector.api.json.JsonWriter;
import io.algorithmselector.api.transport.ApiError;
import io.algorithmselector.api.transport.Defects;
import io.algorithmselector.api.transport.JsonError;
import io.algorithmselector.api.transport.RequestBodies;
import io.algorithmselector.api.transport.RequestBody;
import io.algorithmselector.api.transport.RequestLimit;
import io.algorithmselector.api.transport.RestInference;
import io.algorithmselector.api.transport.SelectorHeaders;
import io.algorithmselector.inference.Inference;
import io.algorithmselector.inference.InferenceCall;
import io.algorithmselector.inference.InferenceStatistics;
import io.algorithmselector.inference.Protocol;
import io.algorithmselector.inference.Transport;
import io.algorithmselector.lifecycle.ServingState;
import io.algorithmselector.model.ErrorCode;
import io.algorithmselector.model.Failure;
import io.algorithmselector.model.ServingException;
import io.algorithmselector.selection.VersionChoice;
import io.algorithmselector.selection.VersionRequest;
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
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.util.Set;
import java.util.function.Function;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Everything at and below {@code /v2}. JAX-RS leads here and no further: the path is read by {@link OpenInferenceRoute} as it came.
 * Runs on worker threads.
 */
@Path("/v2{rest:(/.*)?}")
@Blocking
public class OpenInferenceResource {
    private static final int BAD_REQUEST = 400;
    private static final int NOT_FOUND = 404;
    private static final int METHOD_NOT_ALLOWED = 405;
    private static final int CALLER_GONE = 499;
    /** A fraction of the worker threads, of which there are 200 and more. */
    private static final int MOST_WAITING_CHANGES = 32;

    private final AwaitedChanges changes = new AwaitedChanges(MOST_WAITING_CHANGES);
    private final RestInference inference;
    private final RequestBodies bodies;
    private final RequestLimit limit;
    private final Inference calls;
    private final ServedModels models;
    private final InferenceStatistics statistics;
    private final Administration administration;
    private final String version;

    OpenInferenceResource(
            RestInference inference,
            RequestBodies bodies,
            RequestLimit limit,
            Inference calls,
            ServingState models,
            InferenceStatistics statistics,
            Administration administration,
            @ConfigProperty(name = "quarkus.application.version") String version) {
        this.inference = inference;
        this.bodies = bodies;
        this.limit = limit;
        this.calls = calls;
        this.models = new ServedModels(models);
        this.statistics = statistics;
        this.administration = administration;
        this.version = version;
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
        String path = request.path() == null ? "" : request.path();
        String line = request.method() + " " + path;
        try {
            OpenInferenceRoute route = OpenInferenceRoute.of(path);
            if (route == null) {
                return new ApiError(ErrorCode.NOT_FOUND, NOT_FOUND, "Malformed request: " + line)
                        .toRest()
                        .build();
            }
            String method = route.method();
            if (method != null && !method.equals(asked(request))) {
                return notAllowed(line, method);
            }
            return answer(route, request, body);
        } catch (IOException e) {
            return Response.status(CALLER_GONE).build();
        } catch (Throwable thrown) {
            return OpenInferenceError.of(Defects.failureOf(thrown, "REST " + line))
                    .toRest()
                    .build();
        }
    }

    private static String asked(HttpServerRequest request) {
        String method = request.method().name();
        return method.equals("HEAD") ? OpenInferenceRoute.GET : method;
    }

    private static Response notAllowed(String line, String method) {
        String allowed = method.equals(OpenInferenceRoute.GET) ? "GET, HEAD" : method;
        return new ApiError(
                        ErrorCode.UNIMPLEMENTED,
                        METHOD_NOT_ALLOWED,
                        "Method Not Allowed: " + line + " takes " + allowed)
                .toRest()
                .header(HttpHeaders.ALLOW, allowed)
                .build();
    }

    private Response answer(OpenInferenceRoute route, HttpServerRequest request, InputStream body) throws IOException {
        return switch (route) {
            case OpenInferenceRoute.ServerMetadata _ -> json(RestDescriptions.server(version));
            case OpenInferenceRoute.ServerLive _ -> json(new JsonWriter(16).raw("{\"live\":true}"));
            case OpenInferenceRoute.ServerReady _ -> serverReady();
            case OpenInferenceRoute.ModelReady(String model, VersionChoice choice) ->
                modelReady(model, wanted(request, choice));
            case OpenInferenceRoute.ModelMetadata(String model, VersionChoice choice) ->
                described(model, wanted(request, choice), RestDescriptions::metadata);
            case OpenInferenceRoute.ModelConfiguration(String model, VersionChoice choice) ->
                described(model, wanted(request, choice), RestDescriptions::config);
            case OpenInferenceRoute.Statistics(String model, VersionChoice choice) ->
                json(RestStatistics.of(models.versions(model, choice), statistics::of));
            case OpenInferenceRoute.Infer infer -> infer(infer, request, body);
            case OpenInferenceRoute.RepositoryIndex _ -> index(request, body);
            case OpenInferenceRoute.RepositoryChange change -> change(change, request, body);
            case OpenInferenceRoute.NotServed(String what) -> throw unsupported(what + " is not supported");
        };
    }

    private static ServingException unsupported(String message) {
        return new ServingException(new Failure.Unsupported(message));
    }

    private Response described(String model, VersionRequest wanted, Function<ModelDescription, byte[]> form) {
        InferenceCall call = calls.begin(Protocol.OPENINFERENCE, Transport.REST, model);
        byte[] body = form.apply(models.describe(call, wanted, ""));
        Response.ResponseBuilder response = Response.ok(body).type(JsonError.MEDIA_TYPE);
        SelectorHeaders.tell(call, response::header);
        return response.build();
    }

    private ModelDescription describe(String model, VersionRequest wanted) {
        return models.describe(calls.begin(Protocol.OPENINFERENCE, Transport.REST, model), wanted, "");
    }

    private Response serverReady() {
        return models.ready() ? json(new JsonWriter(16).raw("{\"ready\":true}")) : notReady();
    }

    /** What is not ready has an empty body, as Triton's has; what there is none of has an error. */
    private Response modelReady(String model, VersionRequest wanted) {
        if (!models.ready(model, wanted)) {
            try {
                describe(model, wanted);
            } catch (ServingException e) {
                ApiError error = OpenInferenceError.of(e.failure());
                return error.httpStatus() == NOT_FOUND ? error.toRest().build() : notReady();
            }
        }
        return json(new JsonWriter(64).raw("{\"name\":").string(model).raw(",\"ready\":true}"));
    }

    private static Response notReady() {
        return Response.status(BAD_REQUEST).build();
    }

    private Response infer(OpenInferenceRoute.Infer route, HttpServerRequest request, InputStream body)
            throws IOException {
        return inference.run(
                Protocol.OPENINFERENCE,
                route.model(),
                request,
                body,
                (call, bytes) -> RestInfer.answer(call, route, request.headers(), bytes, limit.bytes()),
                OpenInferenceError::of);
    }

    private Response index(HttpServerRequest request, InputStream in) throws IOException {
        try (RequestBody body = bodies.read(request, in)) {
            return json(RestDescriptions.index(administration.index(RepositoryJson.onlyReady(body.bytes()))));
        }
    }

    /** Waits until all is loaded, for as long as the settings say; an unload ends at once. */
    private Response change(OpenInferenceRoute.RepositoryChange change, HttpServerRequest request, InputStream in)
            throws IOException {
        administration.requireEnabled();
        Set<String> parameters;
        try (RequestBody body = bodies.read(request, in)) {
            parameters = RepositoryJson.parameters(body.bytes()).keySet();
        }
        if (change.load()) {
            RepositoryParameters.requireForLoad(parameters);
            changes.await(() -> administration.load(change.model(), null));
        } else {
            RepositoryParameters.requireForUnload(parameters);
            changes.await(() -> administration.unload(change.model()));
        }
        return Response.ok().build();
    }

    private static VersionRequest wanted(HttpServerRequest request, VersionChoice named) {
        return SelectorHeaders.versionRequest(request.headers(), named);
    }

    private static Response json(JsonWriter body) {
        return json(body.toBytes());
    }

    private static Response json(byte[] body) {
        return Response.ok(body).type(JsonError.MEDIA_TYPE).build();
    }
}
