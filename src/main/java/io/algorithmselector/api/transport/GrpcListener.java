package io.algorithmselector.api.transport;

import io.grpc.Server;
import io.quarkus.grpc.api.ServerBuilderCustomizer;
import io.quarkus.grpc.runtime.config.GrpcServerConfiguration;
import io.vertx.core.Vertx;
import io.vertx.grpc.VertxServer;
import io.vertx.grpc.VertxServerBuilder;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * How the gRPC server goes away: it closes the socket that it listens on, sends GOAWAY on every connection, and closes each when its
 * last call has ended. Quarkus' own stop does the same, but takes the calls that run their threads, and does not wait for them.
 *
 * <p>Quarkus does not show its server. Servers of one address share what listens there, so another of that address, made when it is
 * needed, knows it.
 */
@Singleton
public final class GrpcListener implements ServerBuilderCustomizer<VertxServerBuilder> {
    private static final long PATIENCE_SECONDS = 5;

    private final Vertx vertx;
    private @Nullable GrpcServerConfiguration configuration;
    private @Nullable Server server;

    GrpcListener(Vertx vertx) {
        this.vertx = vertx;
    }

    @Override
    public synchronized void customize(GrpcServerConfiguration used, VertxServerBuilder builder) {
        configuration = used;
    }

    /** Takes no new connections, and tells clients that theirs take no new calls. Does nothing before the server has started. */
    synchronized void refuseConnections() throws InterruptedException {
        if (configuration != null && configuration.port() > 0 && server == null) {
            server = listening(configuration.host(), configuration.port());
            server.shutdown();
        }
    }

    private Server listening(String host, int port) throws InterruptedException {
        VertxServer same = VertxServerBuilder.forAddress(vertx, host, port).build();
        CompletableFuture<Server> found = new CompletableFuture<>();
        same.start(started -> {
            if (started.succeeded()) {
                found.complete(same.getRawServer());
            } else {
                found.completeExceptionally(started.cause());
            }
        });
        try {
            return found.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the gRPC server on " + host + ":" + port + " cannot be closed", e);
        }
    }

    /** Waits until every connection is closed. @return false if some are not when the time is over */
    synchronized boolean awaitEnd(Duration limit) throws InterruptedException {
        return server == null || server.awaitTermination(limit.toNanos(), TimeUnit.NANOSECONDS);
    }
}
