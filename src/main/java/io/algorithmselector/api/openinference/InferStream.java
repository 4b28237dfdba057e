package io.algorithmselector.api.openinference;

import inference.InferParameter;
import inference.ModelInferRequest;
import inference.ModelInferResponse;
import inference.ModelStreamInferResponse;
import io.algorithmselector.api.transport.ApiError;
import io.algorithmselector.api.transport.GrpcCallMetadata;
import io.algorithmselector.api.transport.GrpcInference.Outcome;
import io.algorithmselector.api.transport.RequestBudget;
import io.algorithmselector.api.transport.StreamedMessage;
import io.algorithmselector.inference.InferenceCall;
import io.algorithmselector.model.Failure;
import io.grpc.Context;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * One {@code ModelStreamInfer}: up to {@link #MAX_IN_FLIGHT} of its requests are on their way at once, each on the same path as a
 * {@code ModelInfer}, but only as many large ones as the limit of one request's size has room for: that many are read from the
 * connection ahead, going by those before, and more when answers have gone out. Answers keep the order of the requests, as
 * Triton's do, and carry their ids. A request that fails is answered with {@code error_message} and ends nothing.
 *
 * <p>When the caller cancels, the stream's deadline passes, or it is ended because a message is none, requests that wait are dropped
 * with what they hold; of those that run the answer is. Thread-safe.
 */
final class InferStream implements StreamObserver<ModelInferRequest> {
    static final int MAX_IN_FLIGHT = 128;

    /** Triton's mark of a request's last answer; clients of models with many answers wait for it. */
    private static final String FINAL = "triton_final_response";

    private static final InferParameter TRUE =
            InferParameter.newBuilder().setBoolParam(true).build();

    private final GrpcInfer infer;
    private final Executor executor;
    private final ServerCallStreamObserver<ModelStreamInferResponse> out;
    private final GrpcCallMetadata metadata = GrpcCallMetadata.current();
    private final Context context = Context.current();
    /** In the order of their arrival; guarded, as everything below, by this object's monitor. */
    private final Queue<Pending> pending = new ArrayDeque<>();

    /** Of requests that have not been answered. */
    private long bytes;

    /** The size of the next request: that of the largest so far, which is forgotten little by little. */
    private long expected = 1;

    /** Requests that gRPC has been asked for and that have not come. */
    private int asked;

    private boolean halfClosed;
    private boolean ended;

    private InferStream(GrpcInfer infer, Executor executor, ServerCallStreamObserver<ModelStreamInferResponse> out) {
        this.infer = infer;
        this.executor = executor;
        this.out = out;
    }

    /** Begins a stream, in its call's context. */
    static InferStream open(
            GrpcInfer infer, Executor executor, ServerCallStreamObserver<ModelStreamInferResponse> out) {
        InferStream stream = new InferStream(infer, executor, out);
        out.disableAutoRequest();
        out.setOnCancelHandler(stream::drop);
        out.setOnCloseHandler(stream::drop);
        out.setOnReadyHandler(stream::requestMore);
        stream.asked = 1; // the first shows how large they are
        out.request(1);
        return stream;
    }

    /** A request that has not been answered. */
    private static final class Pending {
        private final RequestBudget.Share share;
        private final long bytes;
        private @Nullable ModelInferRequest request;
        private @Nullable ModelStreamInferResponse answer;

        Pending(ModelInferRequest request, RequestBudget.Share share) {
            this.request = request;
            this.share = share;
            this.bytes = share.bytes();
        }

        /** Lets go of what it holds; what runs already holds it until it has run. */
        void drop() {
            if (request != null) {
                request = null;
                share.close();
            }
        }
    }

    @Override
    public void onNext(ModelInferRequest request) {
        StreamedMessage message = StreamedMessage.current();
        Pending one = new Pending(request, message.share());
        if (!add(one)) {
            one.drop();
            return;
        }
        Failure refusal = message.refusal();
        if (refusal != null) {
            refuse(one, request.getId(), refusal);
            return;
        }
        try {
            executor.execute(context.wrap(() -> run(one)));
        } catch (RejectedExecutionException e) {
            refuse(one, request.getId(), new Failure.Unavailable("the server is shutting down"));
        }
    }

    private synchronized boolean add(Pending one) {
        if (ended) {
            return false;
        }
        asked--;
        pending.add(one);
        bytes += one.bytes;
        expected = Math.max(one.bytes, expected - expected / 8);
        requestMore();
        return true;
    }

    private void refuse(Pending one, String id, Failure failure) {
        take(one); // it waits behind others without its tensors
        one.share.close();
        settle(one, failed(id, infer.refuse(failure)));
    }

    private void run(Pending one) {
        ModelInferRequest request = take(one);
        if (request != null) {
            try {
                settle(one, answer(request));
            } finally {
                one.share.close();
            }
        }
    }

    private synchronized @Nullable ModelInferRequest take(Pending one) {
        ModelInferRequest request = one.request;
        one.request = null;
        return request;
    }

    private ModelStreamInferResponse answer(ModelInferRequest request) {
        return switch (infer.answer(request, metadata)) {
            case Outcome.Answered<ModelInferResponse>(InferenceCall _, ModelInferResponse response) ->
                ModelStreamInferResponse.newBuilder()
                        .setInferResponse(response.toBuilder().putParameters(FINAL, TRUE))
                        .build();
            case Outcome.Failed<ModelInferResponse>(InferenceCall _, ApiError error) ->
                failed(request.getId(), error.text());
        };
    }

    private static ModelStreamInferResponse failed(String id, String text) {
        return ModelStreamInferResponse.newBuilder()
                .setErrorMessage(text)
                .setInferResponse(ModelInferResponse.newBuilder().setId(id).putParameters(FINAL, TRUE))
                .build();
    }

    private synchronized void settle(Pending one, ModelStreamInferResponse answer) {
        one.answer = answer;
        bytes -= one.bytes;
        if (ended) {
            return;
        }
        for (Pending head = pending.peek(); head != null && head.answer != null; head = pending.peek()) {
            out.onNext(head.answer);
            pending.remove();
        }
        requestMore();
        completeIfDone();
    }

    /** A caller who does not read answers is not asked for more requests. */
    private synchronized void requestMore() {
        int more = room() - asked;
        if (!ended && more > 0 && out.isReady()) {
            asked += more;
            out.request(more);
        }
    }

    /** For how many more requests, as large as is expected; one at least if there is none. */
    private int room() {
        long bySize = Math.max(0, infer.limit() - bytes) / expected;
        return (int) Math.min(MAX_IN_FLIGHT - pending.size(), Math.max(bySize, pending.isEmpty() ? 1 : 0));
    }

    private synchronized void completeIfDone() {
        if (halfClosed && !ended && pending.isEmpty()) {
            ended = true;
            out.onCompleted();
        }
    }

    @Override
    public synchronized void onCompleted() {
        halfClosed = true;
        completeIfDone();
    }

    /** The caller is gone. */
    @Override
    public void onError(Throwable cancelled) {
        drop();
    }

    private synchronized void drop() {
        ended = true;
        // those in the executor's queue find nothing to do
        pending.forEach(Pending::drop);
        pending.clear();
    }
}
