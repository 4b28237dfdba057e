package io.algorithmselector.api.transport;

import io.netty.channel.Channel;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How the REST server goes away: it counts its requests, answers with {@code Connection: close} once that is announced, closes the
 * socket that it listens on, and at last the connections that nobody uses. The server's own way is to close everything at once,
 * whatever runs. Thread-safe.
 *
 * <p>Socket and connections are known from the requests that came through them, for the server shows them nowhere else. A socket
 * through which no request has ever come is closed with the first.
 */
@Singleton
public final class RestDrain {
    /** Before everything that could answer: every request counts. */
    private static final int PRIORITY = 20_000;

    /** For requests on a connection that was opened when the others were told already. */
    private static final Duration LAST_STREAMS = Duration.ofSeconds(10);

    private final RunningCalls calls;
    private final Map<HttpConnection, Kept> connections = new ConcurrentHashMap<>();
    private final Set<Channel> listening = ConcurrentHashMap.newKeySet();

    RestDrain(RunningCalls calls) {
        this.calls = calls;
    }

    /** An open connection and how many requests run on it. */
    private record Kept(HttpConnection connection, boolean http2, AtomicInteger running) {
        Channel channel() {
            return ((ConnectionBase) connection).channel();
        }

        /** Sends GOAWAY, and closes when the requests that run have been answered. */
        void goAway(Duration limit) {
            connection.shutdown(limit.toMillis(), TimeUnit.MILLISECONDS);
        }

        /** In the thread in which requests begin: none is between being read and being counted. */
        void closeIfIdle() {
            channel().eventLoop().execute(() -> {
                if (running.get() == 0) {
                    connection.close();
                }
            });
        }
    }

    void register(@Observes Filters filters) {
        filters.register(this::begin, PRIORITY);
    }

    private void begin(RoutingContext context) {
        HttpServerRequest request = context.request();
        Kept known = connections.get(request.connection());
        Kept kept = known == null ? open(request.connection(), request.version()) : known;
        kept.running().incrementAndGet();
        RunningCalls.Call call = calls.begin(() -> {});
        context.addHeadersEndHandler(answering -> {
            if (calls.announced() && !kept.http2()) {
                request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
            }
        });
        context.addEndHandler(ended -> {
            kept.running().decrementAndGet();
            call.close();
            leave(kept, request);
        });
        context.next();
    }

    private Kept open(HttpConnection connection, HttpVersion version) {
        Kept kept = new Kept(connection, version == HttpVersion.HTTP_2, new AtomicInteger());
        connections.put(connection, kept);
        Channel channel = kept.channel();
        var _ = channel.closeFuture().addListener(closed -> connections.remove(connection));
        if (channel.parent() != null && listening.add(channel.parent()) && calls.draining()) {
            var _ = channel.parent().close();
        }
        return kept;
    }

    /** The server does not heed the header that it sends. A request that is not read to its end is for {@link UnreadBody}. */
    private void leave(Kept kept, HttpServerRequest request) {
        if (kept.http2()) {
            if (calls.draining()) {
                kept.goAway(LAST_STREAMS);
            }
        } else if (request.isEnded()
                && request.response().headers().contains(HttpHeaders.CONNECTION, HttpHeaders.CLOSE, true)) {
            kept.connection().close();
        }
    }

    /**
     * Takes no new connections, and tells clients of HTTP/2 that theirs take no new requests.
     *
     * @param limit how long requests that run on those may take
     */
    void refuseConnections(Duration limit) {
        for (Channel each : listening) {
            var _ = each.close();
        }
        connections.values().stream().filter(Kept::http2).forEach(kept -> kept.goAway(limit));
    }

    /** Closes the connections on which no request runs. */
    void closeIdle() {
        connections.values().forEach(Kept::closeIfIdle);
    }
}
