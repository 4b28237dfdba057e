package io.algorithmselector.api.transport;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.time.Duration;

/**
 * Ends a connection whose request is answered without being read to its end. What still arrives is thrown away for a moment
 * before the connection closes: most clients read the answer only when they have sent everything, and lose it if the
 * connection is reset before.
 */
public final class UnreadBody {
    private static final Duration LINGER = Duration.ofSeconds(5);

    private UnreadBody() {}

    /** Call before the answer is sent. A stream of HTTP/2 ends by itself. */
    public static void closeAfterAnswer(HttpServerRequest request) {
        if (request.version() != HttpVersion.HTTP_2) {
            request.response()
                    .putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE)
                    .endHandler(ended -> linger(request));
        }
    }

    private static void linger(HttpServerRequest request) {
        HttpConnection connection = request.connection();
        Context context = Vertx.currentContext();
        if (request.isEnded() || context == null) {
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
