package io.algorithmselector.api.transport;

import io.quarkus.grpc.api.ServerBuilderCustomizer;
import io.quarkus.grpc.runtime.config.GrpcServerConfiguration;
import io.vertx.grpc.VertxServerBuilder;
import jakarta.inject.Singleton;

/** Holds the gRPC server to the same request limit as REST; a larger message is answered RESOURCE_EXHAUSTED. */
@Singleton
public final class GrpcSettings implements ServerBuilderCustomizer<VertxServerBuilder> {
    private final RequestLimit limit;

    GrpcSettings(RequestLimit limit) {
        this.limit = limit;
    }

    @Override
    public void customize(GrpcServerConfiguration configuration, VertxServerBuilder builder) {
        builder.maxInboundMessageSize(limit.arrayLength());
    }
}
