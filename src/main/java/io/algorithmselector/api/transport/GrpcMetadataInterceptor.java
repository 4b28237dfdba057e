package io.algorithmselector.api.transport;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.quarkus.grpc.GlobalInterceptor;
import jakarta.inject.Singleton;

/** Gives every call its {@link GrpcCallMetadata} and sends with the answer what was put there. */
@GlobalInterceptor
@Singleton
public final class GrpcMetadataInterceptor implements ServerInterceptor {
    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        GrpcCallMetadata metadata = new GrpcCallMetadata(headers);
        Context context = Context.current().withValue(GrpcCallMetadata.CURRENT, metadata);
        return Contexts.interceptCall(context, new TellingCall<>(call, metadata), headers, next);
    }

    private static final class TellingCall<Q, A> extends SimpleForwardingServerCall<Q, A> {
        private final GrpcCallMetadata metadata;
        private boolean headersSent;

        TellingCall(ServerCall<Q, A> delegate, GrpcCallMetadata metadata) {
            super(delegate);
            this.metadata = metadata;
        }

        @Override
        public void sendHeaders(Metadata headers) {
            metadata.addTo(headers);
            headersSent = true;
            super.sendHeaders(headers);
        }

        @Override
        public void close(Status status, Metadata trailers) {
            if (!headersSent) {
                metadata.addTo(trailers);
            }
            super.close(status, trailers);
        }
    }
}
