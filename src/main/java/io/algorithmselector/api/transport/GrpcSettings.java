package io.algorithmselector.api.transport;

import io.quarkus.grpc.api.ServerBuilderCustomizer;
import io.quarkus.grpc.runtime.config.GrpcServerConfiguration;
import io.vertx.grpc.VertxServerBuilder;
import jakarta.inject.Singleton;
import java.util.concurrent.TimeUnit;

/**
 * Holds the gRPC server to the same request limit as REST (a larger message is answered RESOURCE_EXHAUSTED), and keeps connections as
 * proxies want them: Envoy and clients behind it ping idle connections, which gRPC's default takes for abuse more often
 * than every five minutes and ends the connection.
 */
@Singleton
public final class GrpcSettings implements ServerBuilderCustomizer<VertxServerBuilder> {
    /** How often a peer may ping, also without a call. */
    private static final long PINGS_FROM_SECONDS = 10;
    /** After so long without a sign of life the server pings, to find out that the peer has gone. */
    private static final long PING_AFTER_SECONDS = 300;

    private static final long PING_TIMEOUT_SECONDS = 20;

    /** Calls of one connection at once: twice as many as Envoy opens before it takes another connection. */
    private static final int MAX_CALLS_PER_CONNECTION = 2048;

    private final RequestLimit limit;
    private final RequestBudget budget;
    private final GrpcRefusals refusals;

    GrpcSettings(RequestLimit limit, RequestBudget budget, GrpcRefusals refusals) {
        this.limit = limit;
        this.budget = budget;
        this.refusals = refusals;
    }

    @Override
    public void customize(GrpcServerConfiguration configuration, VertxServerBuilder builder) {
        builder.maxInboundMessageSize(limit.arrayLength());
        builder.addStreamTracerFactory(GrpcArrival.factory(limit, budget, refusals));
        builder.nettyBuilder()
                .callExecutor(new GrpcExecutors())
                .maxConcurrentCallsPerConnection(MAX_CALLS_PER_CONNECTION)
                .permitKeepAliveTime(PINGS_FROM_SECONDS, TimeUnit.SECONDS)
                .permitKeepAliveWithoutCalls(true)
                .keepAliveTime(PING_AFTER_SECONDS, TimeUnit.SECONDS)
                .keepAliveTimeout(PING_TIMEOUT_SECONDS, TimeUnit.SECONDS);
    }
}
