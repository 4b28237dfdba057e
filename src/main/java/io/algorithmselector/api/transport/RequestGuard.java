package io.algorithmselector.api.transport;

import io.algorithmselector.model.Failure;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * Refuses REST requests before any route is chosen: those whose path is {@linkplain RawPath#isAmbiguous ambiguous}, and those that
 * announce more than the limit. What does not announce its size is held to the limit by {@link RequestBody}.
 */
@Singleton
public final class RequestGuard {
    /** Before the server's own handlers, of which the first stands at 300. */
    private static final int PRIORITY = 10_000;

    private static final int BAD_REQUEST = 400;
    private static final int TOO_LARGE = 413;

    private final RequestLimit limit;

    RequestGuard(RequestLimit limit) {
        this.limit = limit;
    }

    void register(@Observes Filters filters) {
        filters.register(this::check, PRIORITY);
    }

    private void check(RoutingContext context) {
        HttpServerRequest request = context.request();
        String path = request.path();
        if (path == null || RawPath.isAmbiguous(path)) {
            refuse(context, BAD_REQUEST, "Malformed request: " + request.method() + " " + path);
        } else if (announcedLength(request) > limit.bytes()) {
            UnreadBody.closeAfterAnswer(request);
            refuse(context, TOO_LARGE, new Failure.TooLarge(limit.bytes()).message());
        } else {
            context.next();
        }
    }

    private static long announcedLength(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        try {
            return length == null ? -1 : Long.parseLong(length);
        } catch (NumberFormatException e) {
            return Long.MAX_VALUE;
        }
    }

    private static void refuse(RoutingContext context, int status, String message) {
        context.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, JsonError.MEDIA_TYPE)
                .end(Buffer.buffer(JsonError.body(message)));
    }
}
