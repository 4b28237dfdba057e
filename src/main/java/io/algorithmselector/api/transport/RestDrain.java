package io.algorithmselector.api.transport;

import io.netty.channel.Channel;
import io.netty.channel.ServerChannel;
import io.netty.channel.SingleThreadEventLoop;
import io.netty.util.concurrent.EventExecutor;
import io.quarkus.vertx.http.HttpServerStart;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.impl.VertxInternal;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.inject.Singleton;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * How the REST server goes away: it counts its requests, answers with {@code Connection: close} once that is announced, closes the
 * socket that it listens on, and at last the connections that nobody uses. The server's own way is to close everything at once,
 * whatever runs. Thread-safe.
 *
 * <p>Connections are known from the requests that came through them, for the server shows them nowhere else. The socket that it
 * listens on is found by its port among those of Vert.x' acceptors, or by a request that came through it, whichever is there.
 */
@Singleton
public final class RestDrain {
    /** Before everything that could answer: every request counts. */
    private static final int PRIORITY = 20_000;

    /** For requests on a connection that was opened when the others were told already. */
    private static final Duration LAST_STREAMS = Duration.ofSeconds(10);

    private final VertxInternal vertx;
    private final RunningCalls calls;
    private final Map<HttpConnection, Kept> connections = new ConcurrentHashMap<>();
    private final Set<Channel> listening = ConcurrentHashMap.newKeySet();
    private final Set<Integer> ports = ConcurrentHashMap.newKeySet();

    RestDrain(Vertx vertx, RunningCalls calls) {
        this.vertx = (VertxInternal) vertx;
        this.calls = calls;
    }

    /**
     * An open connection.
     *
     * @param running how many requests run on it
     * @param unread a request that has been answered before it was read to its end: {@link UnreadBody} closes the connection
     */
    private record Kept(
            HttpConnection connection,
            boolean http2,
            AtomicInteger running,
            AtomicReference<@Nullable HttpServerRequest> unread) {
        Kept(HttpConnection connection, boolean http2) {
            this(connection, http2, new AtomicInteger(), new AtomicReference<@Nullable HttpServerRequest>());
        }

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
                HttpServerRequest lingering = unread.get();
                if (running.get() == 0 && (lingering == null || lingering.isEnded())) {
                    connection.close();
                }
            });
        }
    }

    /** Asynchronous, for so Quarkus tells that its server listens. */
    void listening(@ObservesAsync HttpServerStart started) {
        ports.add(started.options().getPort());
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
            if (!kept.http2() && !request.isEnded()) {
                kept.unread().set(request);
            }
            kept.running().decrementAndGet();
            call.close();
            leave(kept, request);
        });
        context.next();
    }

    private Kept open(HttpConnection connection, HttpVersion version) {
        Kept kept = new Kept(connection, version == HttpVersion.HTTP_2);
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
        for (EventExecutor acceptor : vertx.getAcceptorEventLoopGroup()) {
            acceptor.execute(() -> stopListening((SingleThreadEventLoop) acceptor));
        }
        connections.values().stream().filter(Kept::http2).forEach(kept -> kept.goAway(limit));
    }

    /** In the acceptor's own thread: only that may look at its sockets. */
    private void stopListening(SingleThreadEventLoop acceptor) {
        List<Channel> sockets = new ArrayList<>();
        acceptor.registeredChannelsIterator().forEachRemaining(sockets::add);
        for (Channel socket : sockets) {
            if (socket instanceof ServerChannel
                    && socket.localAddress() instanceof InetSocketAddress address
                    && ports.contains(address.getPort())) {
                var _ = socket.close();
            }
        }
    }

    /** Closes the connections on which no request runs, once what has been written to them has gone out. */
    void closeIdle() {
        connections.values().forEach(Kept::closeIfIdle);
    }

    /**
     * Waits until every connection is closed: an answer counts as given when it has been written, while its reader may still have most
     * of it to come.
     *
     * @return false if some are not when the time is over
     */
    boolean awaitClosed(Duration limit) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        boolean closed = true;
        for (Kept kept : connections.values()) {
            closed &= kept.channel().closeFuture().await(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
        }
        return closed;
    }
}
