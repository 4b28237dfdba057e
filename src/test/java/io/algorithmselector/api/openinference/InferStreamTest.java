package io.algorithmselector.api.openinference;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import inference.ModelInferRequest;
import inference.ModelStreamInferResponse;
import io.algorithmselector.api.transport.GrpcInference;
import io.algorithmselector.api.transport.RequestBudget;
import io.algorithmselector.api.transport.RequestLimit;
import io.algorithmselector.inference.Inference;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** With an executor that runs work when the test says so, in the order that it says. */
class InferStreamTest {
    private final Deque<Runnable> work = new ArrayDeque<>();
    private final Caller caller = new Caller();
    private final List<String> codes = new ArrayList<>();
    private final GrpcInfer infer = new GrpcInfer(
            new GrpcInference(new Inference(
                    FakeModels.all(), new VersionSelector(), event -> codes.add(event.code()), System::nanoTime)),
            new RequestLimit(1000));
    private final RequestBudget budget = new RequestBudget(110);

    private InferStream open() {
        return InferStream.open(infer, budget, work::add, caller);
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
        public void setOnCloseHandler(Runnable handler) {}

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
    void open_asksForAsManyRequestsAsMayBeInFlight() {
        open();
        assertThat(caller.autoRequest).isFalse();
        assertThat(caller.requested).isEqualTo(InferStream.MAX_IN_FLIGHT);
    }

    @Test
    void answers_finishedOutOfOrder_goOutInTheOrderOfTheRequests() {
        InferStream stream = open();
        stream.onNext(request("1"));
        stream.onNext(request("2"));
        stream.onNext(request("3"));
        work.removeLast().run();
        work.removeLast().run();
        assertThat(caller.answers).isEmpty();
        assertThat(caller.requested).isEqualTo(InferStream.MAX_IN_FLIGHT);
        work.removeLast().run();
        assertThat(caller.ids()).containsExactly("1", "2", "3");
        assertThat(caller.requested).isEqualTo(InferStream.MAX_IN_FLIGHT + 3);
        assertThat(caller.answers)
                .allMatch(answer -> answer.getInferResponse()
                        .getParametersOrThrow("triton_final_response")
                        .getBoolParam());
    }

    @Test
    void badRequest_isAnsweredWithItsIdAndEndsNothing() {
        InferStream stream = open();
        stream.onNext(request("1"));
        stream.onNext(request("bad").toBuilder().setModelName("none").build());
        stream.onNext(request("3"));
        work.forEach(Runnable::run);
        assertThat(caller.ids()).containsExactly("1", "bad", "3");
        assertThat(caller.answers)
                .extracting(ModelStreamInferResponse::getErrorMessage)
                .containsExactly("", "Request for unknown model: 'none' is not found", "");
        assertThat(codes).containsExactly("OK", "NOT_FOUND", "OK");
        assertThat(caller.completed).isZero();
    }

    @Test
    void callerWhoDoesNotRead_isNotAskedForMore() {
        InferStream stream = open();
        caller.ready = false;
        stream.onNext(request("1"));
        work.removeFirst().run();
        assertThat(caller.ids()).containsExactly("1");
        assertThat(caller.requested).isEqualTo(InferStream.MAX_IN_FLIGHT);
        caller.ready = true;
        caller.onReady.run();
        caller.onReady.run();
        assertThat(caller.requested).isEqualTo(InferStream.MAX_IN_FLIGHT + 1);
    }

    @Test
    void halfClose_completesAfterTheLastAnswer() {
        InferStream stream = open();
        stream.onNext(request("1"));
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
        stream.onNext(request("1"));
        stream.onNext(request("2"));
        caller.onCancel.run();
        stream.onError(Status.CANCELLED.asRuntimeException());
        work.forEach(Runnable::run);
        stream.onNext(request("3"));
        assertThat(codes).isEmpty();
        assertThat(caller.answers).isEmpty();
        assertThat(caller.completed).isZero();
        assertThat(work).hasSize(2);
    }

    @Test
    void cancelledContext_isNotRun() {
        Context.CancellableContext context = Context.ROOT.withCancellation();
        context.run(() -> open().onNext(request("1")));
        context.cancel(null);
        work.removeFirst().run();
        assertThat(codes).containsExactly("CANCELLED");
    }

    @Test
    void executorThatTakesNoMore_isAnsweredAsUnavailable() {
        InferStream stream = InferStream.open(
                infer,
                budget,
                refused -> {
                    throw new RejectedExecutionException();
                },
                caller);
        stream.onNext(request("1"));
        stream.onCompleted();
        assertThat(caller.answers.getFirst().getErrorMessage()).isEqualTo("the server is shutting down");
        assertThat(caller.ids()).containsExactly("1");
        assertThat(caller.completed).isEqualTo(1);
    }

    @Test
    void requestsBeyondTheBudget_areAnsweredAndEndNothing() {
        InferStream stream = open();
        stream.onNext(request("1"));
        assertThat(budget.held()).isEqualTo(request("1").getSerializedSize());
        stream.onNext(request("2"));
        stream.onNext(request("3"));
        stream.onNext(request("4"));
        work.forEach(Runnable::run);
        assertThat(caller.ids()).containsExactly("1", "2", "3", "4");
        assertThat(caller.answers.get(2).getErrorMessage()).isEmpty();
        assertThat(caller.answers.getLast().getErrorMessage()).startsWith("the requests on their way hold ");
    }
}
