package io.algorithmselector.api.transport;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallExecutorSupplier;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Has the messages of compressed calls read by workers: gRPC inflates them as they are read, and a few kilobytes can become the whole
 * limit of a message, for which the event loop would stand still. All other calls stay on the event loop, which is faster.
 */
final class GrpcExecutors implements ServerCallExecutorSupplier {
    private static final Metadata.Key<String> ENCODING =
            Metadata.Key.of("grpc-encoding", Metadata.ASCII_STRING_MARSHALLER);

    /** Null for the server's own. Is called on the event loop; gRPC runs one thing of a call after another. */
    @Override
    public <Q, A> @Nullable Executor getExecutor(ServerCall<Q, A> call, Metadata headers) {
        String encoding = headers.get(ENCODING);
        Context context = Vertx.currentContext();
        if (encoding == null || encoding.equals("identity") || context == null) {
            return null;
        }
        return work -> context.executeBlocking(
                () -> {
                    work.run();
                    return null;
                },
                false);
    }
}
