package io.algorithmselector.api.transport;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;

/**
 * Ends a connection whose request is answered without being read to its end. What still arrives is thrown away for a moment
 * before the connection closes: most clients read the answer only when they have sent everything, and lose it if the
 * connection is reset before.
 */
final class UnreadBody {
    private static final Duration LINGER = Duration.ofSeconds(5);

    private UnreadBody() {}

    /** Call before anything else is done with the request. A stream of HTTP/2 ends by itself. */
    static void watch(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (request.version() == HttpVersion.HTTP_2 || !announcesBody(request)) {
            return;
        }
        context.addHeadersEndHandler(answering -> {
            if (!request.isEnded()) {
                request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
            }
        });
        context.addEndHandler(answered -> linger(request));
    }

    private static boolean announcesBody(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return request.headers().contains(HttpHeaders.TRANSFER_ENCODING) || (length != null && !length.equals("0"));
    }

    private static void linger(HttpServerRequest request) {
        if (request.isEnded()) {
            return;
        }
        HttpConnection connection = request.connection();
        Context context = Vertx.currentContext();
        if (context == null) {
            connection.close();
            return;
        }
        long timer = context.owner().setTimer(LINGER.toMillis(), late -> connection.close());
        request.endHandler(read -> {
            context.owner().cancelTimer(timer);
            connection.close();
        });
        request.handler(discarded -> {});
        request.resume();
    }
}
