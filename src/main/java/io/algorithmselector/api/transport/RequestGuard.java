package io.algorithmselector.api.transport;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * Sees every REST request before any route is chosen: refuses those whose path is {@linkplain RawPath#isAmbiguous ambiguous}, and has
 * what the server refuses by itself answered in the form of all other errors. Also sees to it that a request which is answered
 * without being read does not keep its connection.
 */
@Singleton
public final class RequestGuard {
    /** Before the server's own handlers, of which the first stands at 300. */
    private static final int PRIORITY = 10_000;

    private static final int BAD_REQUEST = 400;

    private static final int NOT_FOUND = 404;
    private static final int METHOD_NOT_ALLOWED = 405;

    void register(@Observes Filters filters) {
        filters.register(RequestGuard::check, PRIORITY);
    }

    void register(@Observes Router router) {
        router.errorHandler(BAD_REQUEST, context -> refuse(context, BAD_REQUEST, malformed(context)));
        router.errorHandler(NOT_FOUND, context -> refuse(context, NOT_FOUND, malformed(context)));
        router.errorHandler(METHOD_NOT_ALLOWED, context -> refuse(context, METHOD_NOT_ALLOWED, malformed(context)));
    }

    private static void check(RoutingContext context) {
        UnreadBody.watch(context);
        String path = context.request().path();
        if (path == null || RawPath.isAmbiguous(path)) {
            refuse(context, BAD_REQUEST, malformed(context));
        } else {
            context.next();
        }
    }

    private static String malformed(RoutingContext context) {
        return "Malformed request: " + context.request().method() + " "
                + context.request().path();
    }

    private static void refuse(RoutingContext context, int status, String message) {
        context.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, JsonError.MEDIA_TYPE)
                .end(Buffer.buffer(JsonError.body(Excerpt.of(message))));
    }
}
