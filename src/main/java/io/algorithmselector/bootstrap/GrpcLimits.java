package io.algorithmselector.bootstrap;

import io.grpc.netty.NettyServerBuilder;
import io.quarkus.grpc.api.ServerBuilderCustomizer;
import io.quarkus.grpc.runtime.config.GrpcServerConfiguration;
import jakarta.inject.Singleton;

/** The limit of a message is the limit of a REST body; Quarkus' own setting knows no size with a unit. */
@Singleton
final class GrpcLimits implements ServerBuilderCustomizer<NettyServerBuilder> {
    private final SelectorSettings settings;

    GrpcLimits(SelectorSettings settings) {
        this.settings = settings;
    }

    @Override
    public void customize(GrpcServerConfiguration config, NettyServerBuilder builder) {
        long limit = settings.limits().requestSize().asLongValue();
        builder.maxInboundMessageSize((int) Math.min(limit, Integer.MAX_VALUE));
    }
}
