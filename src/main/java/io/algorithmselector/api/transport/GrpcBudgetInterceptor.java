package io.algorithmselector.api.transport;

import io.algorithmselector.model.Failure;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.quarkus.grpc.GlobalInterceptor;
import jakarta.enterprise.inject.spi.Prioritized;
import jakarta.inject.Singleton;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Refuses calls whose messages find no room in the {@link RequestBudget} ({@link GrpcArrival} counts them), before they wait for a
 * thread. A call that is cancelled while its messages wait gives back their bytes at once.
 */
@GlobalInterceptor
@Singleton
public final class GrpcBudgetInterceptor implements ServerInterceptor, Prioritized {
    /** Outside of all others: before the call is handed to another thread. */
    @Override
    public int getPriority() {
        return Integer.MAX_VALUE;
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        GrpcArrival arrival = GrpcArrival.current();
        GrpcGate<Q, A> gate = new GrpcGate<>(call);
        ServerCall.Listener<Q> listener = next.startCall(gate, headers);
        arrival.attach(gate);
        return new Counting<>(gate, arrival, listener);
    }

    private static final class Counting<Q> extends SimpleForwardingServerCallListener<Q> {
        private final GrpcGate<Q, ?> gate;
        private final GrpcArrival arrival;
        private final boolean streaming;
        /** Messages that may not have been taken apart, the oldest first. */
        private final Queue<ReceivedMessage> waiting = new ArrayDeque<>();

        Counting(GrpcGate<Q, ?> gate, GrpcArrival arrival, ServerCall.Listener<Q> next) {
            super(next);
            this.gate = gate;
            this.arrival = arrival;
            this.streaming = gate.getMethodDescriptor().getType() == MethodType.BIDI_STREAMING;
        }

        @Override
        public void onMessage(Q message) {
            if (!(message instanceof ReceivedMessage received)) {
                arrival.forget();
            } else if (!admit(received)) {
                return;
            }
            super.onMessage(message);
        }

        private boolean admit(ReceivedMessage received) {
            Failure refusal = received.refusal();
            // for want of room, a stream's service refuses the one message
            if (refusal != null && !(streaming && refusal instanceof Failure.AtLimit)) {
                gate.refuse(refusal);
            }
            if (gate.isRefused()) {
                received.close();
                return false;
            }
            while (!waiting.isEmpty() && streaming && !waiting.element().waits()) {
                waiting.remove();
            }
            waiting.add(received);
            return true;
        }

        @Override
        public void onHalfClose() {
            if (!gate.isRefused()) {
                super.onHalfClose();
            }
        }

        @Override
        public void onCancel() {
            waiting.forEach(ReceivedMessage::abandon);
            super.onCancel();
        }

        /** A call may end while a worker is still taking its message apart: what is being answered holds its share until then. */
        @Override
        public void onComplete() {
            waiting.forEach(ReceivedMessage::abandon);
            super.onComplete();
        }
    }
}
