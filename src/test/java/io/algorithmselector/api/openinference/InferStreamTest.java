package io.algorithmselector.api.openinference;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import inference.ModelInferRequest;
import inference.ModelStreamInferResponse;
import io.algorithmselector.api.transport.GrpcInference;
import io.algorithmselector.api.transport.RequestBudget;
import io.algorithmselector.api.transport.RequestLimit;
import io.algorithmselector.api.transport.StreamedMessage;
import io.algorithmselector.inference.Inference;
import io.algorithmselector.model.Failure;
import io.algorithmselector.selection.VersionSelector;
import io.algorithmselector.testing.FakeModels;
import io.grpc.Context;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** With an executor that runs work when the test says so, in the order that it says. */
class InferStreamTest {
    private static final int LIMIT = 1000;

    private final Deque<Runnable> work = new ArrayDeque<>();
    private final Caller caller = new Caller();
    private final List<String> codes = new ArrayList<>();
    private final GrpcInfer infer = infer(LIMIT);
    private final RequestBudget budget = new RequestBudget(1_000_000);

    private GrpcInfer infer(int limit) {
        Inference inference = new Inference(
                FakeModels.all(), new VersionSelector(), event -> codes.add(event.code()), System::nanoTime);
        return new GrpcInfer(new GrpcInference(inference), new RequestLimit(limit));
    }

    private InferStream open() {
        return InferStream.open(infer, work::add, caller);
    }

    /** As the transport does: with the bytes counted. */
    private void send(InferStream stream, ModelInferRequest request) {
        send(stream, request, null);
    }

    private void send(InferStream stream, ModelInferRequest request, @Nullable Failure refusal) {
        caller.requested--;
        RequestBudget.Share share = budget.open();
        share.take(request.getSerializedSize());
        new StreamedMessage(share, refusal).run(() -> stream.onNext(request));
    }

    private static ModelInferRequest request(String id) {
        return ModelInferRequest.newBuilder()
                .setModelName("half_plus")
                .setId(id)
                .addInputs(ModelInferRequest.InferInputTensor.newBuilder()
                        .setName("x")
                        .setDatatype("FP32")
                        .addShape(1))
                .addRawInputContents(ByteString.copyFrom(new byte[4]))
                .build();
    }

    /** The other end. */
    private static final class Caller extends ServerCallStreamObserver<ModelStreamInferResponse> {
        private final List<ModelStreamInferResponse> answers = new ArrayList<>();
        private int requested;
        private int completed;
        private boolean ready = true;
        private boolean autoRequest = true;
        private Runnable onCancel = () -> {};
        private Runnable onReady = () -> {};
        private Runnable onClose = () -> {};

        List<String> ids() {
            return answers.stream()
                    .map(answer -> answer.getInferResponse().getId())
                    .toList();
        }

        @Override
        public void onNext(ModelStreamInferResponse answer) {
            answers.add(answer);
        }

        @Override
        public void onError(Throwable thrown) {
            throw new AssertionError("a stream is not ended by an error", thrown);
        }

        @Override
        public void onCompleted() {
            completed++;
        }

        @Override
        public boolean isCancelled() {
            return false;
        }

        @Override
        public void setOnCancelHandler(Runnable handler) {
            onCancel = handler;
        }

        @Override
        public void setOnCloseHandler(Runnable handler) {
            onClose = handler;
        }

        @Override
        public void setCompression(String compression) {}

        @Override
        public boolean isReady() {
            return ready;
        }

        @Override
        public void setOnReadyHandler(Runnable handler) {
            onReady = handler;
        }

        @Override
        public void disableAutoRequest() {
            autoRequest = false;
        }

        @Override
        @Deprecated
        public void disableAutoInboundFlowControl() {}

        @Override
        public void request(int count) {
            requested += count;
        }

        @Override
        public void setMessageCompression(boolean enable) {}
    }

    @AfterEach
    void nothingIsHeld() {
        assertThat(budget.held()).isZero();
    }

    @Test
    void open_asksForOneRequest() {
        open();
        assertThat(caller.autoRequest).isFalse();
        assertThat(caller.requested).isEqualTo(1);
    }

    @Test
    void smallRequests_asManyAsMayBeInFlightAreAskedFor() {
        InferStream stream = open();
        int size = request("1").getSerializedSize();
        send(stream, request("1"));
        assertThat(caller.requested).isEqualTo(LIMIT / size - 1);
        while (caller.requested > 0) {
            send(stream, request("1"));
        }
        assertThat(work).hasSize(LIMIT / size);
        work.removeFirst().run();
        assertThat(caller.requested).isEqualTo(1);
        work.forEach(Runnable::run);
    }

    @Test
    void tinyRequests_areNeverMoreThanTheMost() {
        GrpcInfer unlimited = infer(Integer.MAX_VALUE);
        InferStream stream = InferStream.open(unlimited, work::add, caller);
        send(stream, request("1"));
        assertThat(caller.requested).isEqualTo(InferStream.MAX_IN_FLIGHT - 1);
        work.forEach(Runnable::run);
    }

    @Test
    void requestAsLargeAsTheLimit_isTheOnlyOne() {
        InferStream stream = open();
        send(stream, large());
        assertThat(caller.requested).isZero();
        work.removeFirst().run();
        assertThat(caller.requested).isEqualTo(1);
    }

    private static ModelInferRequest large() {
        return request("1").toBuilder().setModelVersion("9".repeat(LIMIT)).build();
    }

    @Test
    void largeRequestAfterSmallOnes_whatHasBeenAskedForStays_andNoMoreIsAskedFor() {
        InferStream stream = open();
        send(stream, request("1"));
        int asked = caller.requested;
        send(stream, large());
        assertThat(caller.requested).isEqualTo(asked - 1);
        work.removeLast().run();
        work.removeLast().run();
        assertThat(caller.requested).isEqualTo(asked - 1);
    }

    @Test
    void answers_finishedOutOfOrder_goOutInTheOrderOfTheRequests() {
        InferStream stream = open();
        send(stream, request("1"));
        send(stream, request("2"));
        send(stream, request("3"));
        work.removeLast().run();
        work.removeLast().run();
        assertThat(caller.answers).isEmpty();
        work.removeLast().run();
        assertThat(caller.ids()).containsExactly("1", "2", "3");
        assertThat(caller.answers)
                .allMatch(answer -> answer.getInferResponse()
                        .getParametersOrThrow("triton_final_response")
                        .getBoolParam());
    }

    @Test
    void badRequest_isAnsweredWithItsIdAndEndsNothing() {
        InferStream stream = open();
        send(stream, request("1"));
        send(stream, request("bad").toBuilder().setModelName("none").build());
        send(stream, request("3"));
        work.forEach(Runnable::run);
        assertThat(caller.ids()).containsExactly("1", "bad", "3");
        assertThat(caller.answers)
                .extracting(ModelStreamInferResponse::getErrorMessage)
                .containsExactly("", "Request for unknown model: 'none' is not found", "");
        assertThat(codes).containsExactly("OK", "NOT_FOUND", "OK");
        assertThat(caller.completed).isZero();
    }

    @Test
    void oneLargeRequest_doesNotSlowDownAllThatFollow() {
        InferStream stream = open();
        send(stream, large());
        work.removeFirst().run();
        for (int i = 0; i < 100; i++) {
            send(stream, request("1"));
            work.removeFirst().run();
        }
        assertThat(caller.requested).isEqualTo(LIMIT / request("1").getSerializedSize());
    }

    @Test
    void callerWhoDoesNotRead_isNotAskedForMore() {
        InferStream stream = open();
        caller.ready = false;
        send(stream, large());
        work.removeFirst().run();
        assertThat(caller.ids()).containsExactly("1");
        assertThat(caller.requested).isZero();
        caller.ready = true;
        caller.onReady.run();
        caller.onReady.run();
        assertThat(caller.requested).isEqualTo(1);
    }

    @Test
    void halfClose_completesAfterTheLastAnswer() {
        InferStream stream = open();
        send(stream, request("1"));
        stream.onCompleted();
        assertThat(caller.completed).isZero();
        work.removeFirst().run();
        assertThat(caller.ids()).containsExactly("1");
        assertThat(caller.completed).isEqualTo(1);
    }

    @Test
    void halfClose_withNothingInFlight_completesAtOnce() {
        open().onCompleted();
        assertThat(caller.completed).isEqualTo(1);
    }

    @Test
    void cancel_dropsWhatWaitsAndTheAnswersOfWhatRuns() {
        InferStream stream = open();
        send(stream, request("1"));
        send(stream, request("2"));
        caller.onCancel.run();
        stream.onError(Status.CANCELLED.asRuntimeException());
        work.forEach(Runnable::run);
        send(stream, request("3"));
        assertThat(codes).isEmpty();
        assertThat(caller.answers).isEmpty();
        assertThat(caller.completed).isZero();
        assertThat(work).hasSize(2);
    }

    @Test
    void cancelledContext_isNotRun() {
        Context.CancellableContext context = Context.ROOT.withCancellation();
        context.run(() -> send(open(), request("1")));
        context.cancel(null);
        work.removeFirst().run();
        assertThat(codes).containsExactly("CANCELLED");
    }

    @Test
    void executorThatTakesNoMore_isAnsweredAsUnavailable() {
        InferStream stream = InferStream.open(
                infer,
                refused -> {
                    throw new RejectedExecutionException();
                },
                caller);
        send(stream, request("1"));
        stream.onCompleted();
        assertThat(caller.answers.getFirst().getErrorMessage()).isEqualTo("the server is shutting down");
        assertThat(caller.ids()).containsExactly("1");
        assertThat(caller.completed).isEqualTo(1);
    }

    @Test
    void closedByTheTransport_dropsWhatWaits() {
        InferStream stream = open();
        send(stream, request("1"));
        caller.onClose.run();
        work.forEach(Runnable::run);
        assertThat(codes).isEmpty();
        assertThat(caller.answers).isEmpty();
    }

    @Test
    void refusedRequest_isAnsweredInItsPlace_countedAndEndsNothing() {
        InferStream stream = open();
        send(stream, request("1"));
        send(stream, request("2"), new Failure.AtLimit("no room"));
        send(stream, request("3"));
        assertThat(budget.held()).isEqualTo(2L * request("1").getSerializedSize());
        work.forEach(Runnable::run);
        assertThat(caller.ids()).containsExactly("1", "2", "3");
        assertThat(caller.answers)
                .extracting(ModelStreamInferResponse::getErrorMessage)
                .containsExactly("", "no room", "");
        assertThat(codes).containsExactly("RESOURCE_EXHAUSTED", "OK", "OK");
    }
}
