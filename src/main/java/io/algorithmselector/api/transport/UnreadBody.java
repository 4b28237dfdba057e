package io.algorithmselector.api.transport;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;

/**
 * Ends a connection whose request is answered without being read to its end, or the one stream of it in HTTP/2. What still arrives
 * is thrown away for a moment before: most clients read the answer only when they have sent everything, and lose it if the
 * connection is reset before. Bytes that nobody reads would also keep the window of an HTTP/2 connection shut for its other streams.
 */
final class UnreadBody {
    private static final Duration LINGER = Duration.ofSeconds(5);
    private static final long NO_ERROR = 0;

    private UnreadBody() {}

    /** Call before anything else is done with the request. */
    static void watch(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (isStream(request)) {
            context.addEndHandler(answered -> linger(request));
            return;
        }
        if (!announcesBody(request)) {
            return;
        }
        context.addHeadersEndHandler(answering -> {
            if (!request.isEnded() && !hasArrived(request)) {
                request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
            }
        });
        context.addEndHandler(answered -> linger(request));
    }

    private static boolean isStream(HttpServerRequest request) {
        return request.version() == HttpVersion.HTTP_2;
    }

    /** Read to its last byte, a request has not ended yet while nobody has asked the server for its end. */
    private static boolean hasArrived(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return length != null && length.equals(Long.toString(request.bytesRead()));
    }

    private static boolean announcesBody(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return request.headers().contains(HttpHeaders.TRANSFER_ENCODING) || (length != null && !length.equals("0"));
    }

    private static void linger(HttpServerRequest request) {
        if (request.isEnded()) {
            return;
        }
        if (!isStream(request) && hasArrived(request)) {
            awaitEnd(request);
            return;
        }
        Context context = Vertx.currentContext();
        if (context == null) {
            end(request);
            return;
        }
        long timer = context.owner().setTimer(LINGER.toMillis(), late -> end(request));
        request.endHandler(read -> {
            context.owner().cancelTimer(timer);
            if (!isStream(request)) {
                end(request);
            }
        });
        request.handler(discarded -> {});
        request.resume();
    }

    /** Nothing but its end is missing. The connection stays, unless the answer's head has said that it closes: the server does not heed it. */
    private static void awaitEnd(HttpServerRequest request) {
        if (request.response().headers().contains(HttpHeaders.CONNECTION, HttpHeaders.CLOSE, true)) {
            request.endHandler(read -> end(request));
        }
        request.handler(discarded -> {});
        request.resume();
    }

    /** A stream of HTTP/2 goes alone: whose answer is whole may be called off without an error (RFC 9113, 8.1). */
    private static void end(HttpServerRequest request) {
        if (isStream(request)) {
            request.response().reset(NO_ERROR);
        } else {
            request.connection().close();
        }
    }
}
