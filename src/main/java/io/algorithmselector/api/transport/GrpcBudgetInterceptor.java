package io.algorithmselector.api.transport;

import io.algorithmselector.model.ServingException;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.quarkus.grpc.GlobalInterceptor;
import jakarta.enterprise.inject.spi.Prioritized;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/**
 * Holds the messages of unary calls to the {@link RequestBudget}, from their arrival on: those that wait for a thread count too. A
 * call that is cancelled while it waits gives back its bytes at once. A stream's messages are held to it by the service,
 * which knows when each has been answered.
 */
@GlobalInterceptor
@Singleton
public final class GrpcBudgetInterceptor implements ServerInterceptor, Prioritized {
    private final RequestBudget budget;

    GrpcBudgetInterceptor(RequestBudget budget) {
        this.budget = budget;
    }

    /** Outside of all others: before the call is handed to another thread. */
    @Override
    public int getPriority() {
        return Integer.MAX_VALUE;
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        ServerCall.Listener<Q> listener = next.startCall(call, headers);
        return call.getMethodDescriptor().getType().clientSendsOneMessage()
                ? new Counting<>(call, listener, budget.open())
                : listener;
    }

    private static final class Counting<Q> extends SimpleForwardingServerCallListener<Q> {
        private final ServerCall<Q, ?> call;
        private final RequestBudget.Share share;
        private @Nullable ReceivedMessage waiting;
        private boolean refused;

        Counting(ServerCall<Q, ?> call, ServerCall.Listener<Q> next, RequestBudget.Share share) {
            super(next);
            this.call = call;
            this.share = share;
        }

        @Override
        public void onMessage(Q message) {
            if (refused) {
                return;
            }
            if (message instanceof ReceivedMessage received) {
                try {
                    share.take(received.size());
                } catch (ServingException e) {
                    refused = true;
                    call.close(
                            Status.RESOURCE_EXHAUSTED.withDescription(
                                    e.failure().message()),
                            new Metadata());
                    return;
                }
                waiting = received;
            }
            super.onMessage(message);
        }

        @Override
        public void onHalfClose() {
            if (!refused) {
                super.onHalfClose();
            }
        }

        @Override
        public void onCancel() {
            // what is being answered already holds its bytes until then
            if (waiting == null || waiting.discard(share)) {
                share.close();
            }
            super.onCancel();
        }

        @Override
        public void onComplete() {
            share.close();
            super.onComplete();
        }
    }
}
