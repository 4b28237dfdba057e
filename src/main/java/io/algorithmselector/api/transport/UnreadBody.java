package io.algorithmselector.api.transport;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;

/** What to do with a request whose body will not be read to its end. */
public final class UnreadBody {
    private UnreadBody() {}

    /** Ends the connection with the answer, so that the rest of the body need not be taken in; a stream of HTTP/2 ends by itself. */
    public static void closeAfterAnswer(HttpServerRequest request) {
        if (request.version() != HttpVersion.HTTP_2) {
            request.response()
                    .putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE)
                    .endHandler(ended -> request.connection().close());
        }
    }
}
