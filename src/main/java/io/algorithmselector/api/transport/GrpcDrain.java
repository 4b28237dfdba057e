package io.algorithmselector.api.transport;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.quarkus.grpc.GlobalInterceptor;
import jakarta.enterprise.inject.spi.Prioritized;
import jakarta.inject.Singleton;

/**
 * Counts gRPC calls as running, and brings streams of requests to an end when the server drains: it takes no further message of
 * theirs, as if the client had sent its last. What has been taken is answered, in its order; then the stream ends, with UNAVAILABLE
 * unless the client has really sent its last and all of it was taken, so that the client knows to ask what is not answered elsewhere.
 */
@GlobalInterceptor
@Singleton
public final class GrpcDrain implements ServerInterceptor, Prioritized {
    /** Its streams end with the lifecycle, and tell until then how things stand: nobody waits for them. */
    private static final String HEALTH = "grpc.health.v1.Health";

    private static final Status GOING_AWAY = Status.UNAVAILABLE.withDescription("the server is shutting down");

    private final RunningCalls calls;

    GrpcDrain(RunningCalls calls) {
        this.calls = calls;
    }

    /**
     * Outside of the hand-over to other threads: a call that waits for one runs. Inside of {@link GrpcBudgetInterceptor}: it has counted
     * what is dropped here.
     */
    @Override
    public int getPriority() {
        return Integer.MAX_VALUE - 1;
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        if (HEALTH.equals(call.getMethodDescriptor().getServiceName())) {
            return next.startCall(call, headers);
        }
        Ending<Q, A> ending = new Ending<>(call);
        return new Listener<>(ending, next.startCall(ending, headers), calls);
    }

    /** Says why a stream ends that its client did not end. */
    private static final class Ending<Q, A> extends SimpleForwardingServerCall<Q, A> {
        private final GrpcArrival arrival = GrpcArrival.current();
        private volatile boolean cut;

        Ending(ServerCall<Q, A> delegate) {
            super(delegate);
        }

        @Override
        public void close(Status status, Metadata trailers) {
            if (cut && status.isOk()) {
                arrival.drained();
                super.close(GOING_AWAY, trailers);
            } else {
                super.close(status, trailers);
            }
        }
    }

    /** The server drains in a thread of its own: one event at a time. */
    private static final class Listener<Q> extends ServerCall.Listener<Q> {
        private final Ending<Q, ?> call;
        private final ServerCall.Listener<Q> next;
        private final RunningCalls.Call running;
        /** As far as the service knows. */
        private boolean halfClosed;

        private boolean dropped;

        Listener(Ending<Q, ?> call, ServerCall.Listener<Q> next, RunningCalls calls) {
            this.call = call;
            this.next = next;
            boolean one = call.getMethodDescriptor().getType().clientSendsOneMessage();
            this.running = calls.begin(one ? () -> {} : this::drain);
        }

        synchronized void drain() {
            if (!halfClosed) {
                call.cut = true;
                halfClosed = true;
                next.onHalfClose();
            }
        }

        @Override
        public synchronized void onMessage(Q message) {
            if (!halfClosed) {
                next.onMessage(message);
                return;
            }
            dropped = true;
            if (message instanceof ReceivedMessage received) {
                received.close();
            }
        }

        @Override
        public synchronized void onHalfClose() {
            if (!halfClosed) {
                halfClosed = true;
                next.onHalfClose();
            } else if (!dropped) {
                call.cut = false; // nothing of the stream is missing
            }
        }

        @Override
        public synchronized void onCancel() {
            halfClosed = true;
            running.close();
            next.onCancel();
        }

        @Override
        public synchronized void onComplete() {
            halfClosed = true;
            running.close();
            next.onComplete();
        }

        @Override
        public synchronized void onReady() {
            next.onReady();
        }
    }
}
