package io.algorithmselector.api.transport;

import io.algorithmselector.model.Failure;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A call that can be ended from beside, whatever its service does at that moment, and only once: what is sent after the end is
 * dropped. Thread-safe.
 */
final class GrpcGate<Q, A> extends SimpleForwardingServerCall<Q, A> {
    private final ReentrantLock lock = new ReentrantLock();
    private volatile @Nullable Status refusal;
    private volatile boolean ended;

    GrpcGate(ServerCall<Q, A> call) {
        super(call);
    }

    /** Refuses the call. Does not block: if something is just being sent, who sends it ends the call. */
    void refuse(Failure failure) {
        refusal = status(failure);
        endIfRefused();
    }

    /** Whether the call has been {@linkplain #refuse refused}. */
    boolean isRefused() {
        return refusal != null;
    }

    static Status status(Failure failure) {
        Status status = failure instanceof Failure.InvalidInput ? Status.INVALID_ARGUMENT : Status.RESOURCE_EXHAUSTED;
        return status.withDescription(Excerpt.of(failure.message()));
    }

    private void endIfRefused() {
        Status status = refusal;
        if (status != null && !ended && lock.tryLock()) {
            try {
                end(status, new Metadata());
            } finally {
                lock.unlock();
            }
        }
    }

    private void end(Status status, Metadata trailers) {
        if (!ended) {
            ended = true;
            super.close(status, trailers);
        }
    }

    private void unlessEnded(Runnable send) {
        lock.lock();
        try {
            if (!ended && refusal == null) {
                send.run();
            }
        } finally {
            lock.unlock();
            endIfRefused(); // who refuses while the lock is held leaves that to its holder
        }
    }

    @Override
    public void sendHeaders(Metadata headers) {
        unlessEnded(() -> super.sendHeaders(headers));
    }

    @Override
    public void sendMessage(A message) {
        unlessEnded(() -> super.sendMessage(message));
    }

    @Override
    public void close(Status status, Metadata trailers) {
        unlessEnded(() -> end(status, trailers));
    }
}
