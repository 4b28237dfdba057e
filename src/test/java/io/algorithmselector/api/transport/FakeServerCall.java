package io.algorithmselector.api.transport;

import inference.GRPCInferenceServiceGrpc;
import inference.ModelInferRequest;
import inference.ModelInferResponse;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;

/** Keeps what it is told. */
final class FakeServerCall<Q, A> extends ServerCall<Q, A> {
    final List<Status> closed = new ArrayList<>();
    final List<A> sent = new ArrayList<>();
    /** Is run while a message is being sent. */
    Runnable sending = () -> {};

    private final MethodDescriptor<Q, A> method;

    FakeServerCall(MethodDescriptor<Q, A> method) {
        this.method = method;
    }

    static FakeServerCall<ModelInferRequest, ModelInferResponse> ofModelInfer() {
        return new FakeServerCall<>(GRPCInferenceServiceGrpc.getModelInferMethod());
    }

    @Override
    public void request(int messages) {}

    @Override
    public void sendHeaders(Metadata headers) {}

    @Override
    public void sendMessage(A message) {
        sending.run();
        sent.add(message);
    }

    @Override
    public void close(Status status, Metadata trailers) {
        closed.add(status);
    }

    @Override
    public boolean isCancelled() {
        return false;
    }

    @Override
    public MethodDescriptor<Q, A> getMethodDescriptor() {
        return method;
    }
}
