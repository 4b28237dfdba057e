package io.algorithmselector.api.transport;

import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Gives the refusals of the REST framework itself (no such resource, method, media type) the body of all other errors. */
public final class RestErrors {
    @ServerExceptionMapper
    public Response refused(WebApplicationException refusal, @Context HttpServerRequest request) {
        Response response = refusal.getResponse();
        String reason = "Malformed request: " + request.method() + " " + request.path() + ": "
                + response.getStatusInfo().getReasonPhrase();
        return Response.fromResponse(response)
                .header(HttpHeaders.CONTENT_TYPE, JsonError.MEDIA_TYPE)
                .entity(JsonError.body(Excerpt.of(reason)))
                .build();
    }
}
