package io.algorithmselector.api.transport;

import io.algorithmselector.model.ErrorCode;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import jakarta.ws.rs.core.Response;

/**
 * A failure in a protocol's own code and words.
 *
 * @param code what gRPC answers, and what metrics count on either transport
 * @param httpStatus what REST answers
 * @param text what the caller is told; shortened if it echoes more than anybody reads
 */
public record ApiError(ErrorCode code, int httpStatus, String text) {
    public ApiError {
        text = Excerpt.of(text);
    }

    public StatusRuntimeException toGrpc() {
        return Status.fromCodeValue(code.number()).withDescription(text).asRuntimeException();
    }

    /** With the body {@code {"error": "…"}} that both protocols have. */
    public Response.ResponseBuilder toRest() {
        return Response.status(httpStatus).type(JsonError.MEDIA_TYPE).entity(JsonError.body(text));
    }
}
