package io.algorithmselector.testing;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/** What a client has received of a gRPC stream so far, and how the stream ended. */
public final class ReceivedStream<T> implements StreamObserver<T> {
    private final List<T> messages = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Status> end = new CompletableFuture<>();

    /** Grows while the stream runs. */
    public List<T> messages() {
        return messages;
    }

    /** Done once the stream has ended, by an error as well. */
    public CompletableFuture<Status> end() {
        return end;
    }

    @Override
    public void onNext(T message) {
        messages.add(message);
    }

    @Override
    public void onError(Throwable thrown) {
        end.complete(Status.fromThrowable(thrown));
    }

    @Override
    public void onCompleted() {
        end.complete(Status.OK);
    }
}
