package io.algorithmselector.api.transport;

import static org.assertj.core.api.Assertions.assertThat;

import inference.GRPCInferenceServiceGrpc;
import inference.ModelInferRequest;
import io.algorithmselector.inference.Inference;
import io.algorithmselector.selection.VersionSelector;
import io.algorithmselector.testing.FakeModels;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import java.io.ByteArrayInputStream;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
import org.junit.jupiter.api.Test;

/** A unary call whose messages a worker takes apart: what the worker is to do waits until the test has it done. */
class GrpcBudgetInterceptorTest {
    private static final byte[] MESSAGE =
            ModelInferRequest.newBuilder().setId("1").build().toByteArray();

    private final RequestBudget budget = new RequestBudget(100_000);
    private final GrpcArrival arrival = (GrpcArrival) GrpcArrival.factory(
                    new RequestLimit(10_000),
                    budget,
                    new GrpcRefusals(
                            new Inference(FakeModels.all(), new VersionSelector(), event -> {}, System::nanoTime)))
            .newServerStreamTracer("inference.GRPCInferenceService/ModelInfer", new Metadata());
    private final Queue<Runnable> worker = new ArrayDeque<>();
    private final FakeServerCall<ReceivedMessage, Object> call = new FakeServerCall<>(method().getMethodDescriptor());
    private final ServerCall.Listener<ReceivedMessage> listener = start();

    @SuppressWarnings("unchecked") // received() makes methods of this type
    private static ServerMethodDefinition<ReceivedMessage, Object> method() {
        ServerServiceDefinition service = GrpcRequests.received(
                GRPCInferenceServiceGrpc.bindService(new GRPCInferenceServiceGrpc.AsyncService() {}));
        return (ServerMethodDefinition<ReceivedMessage, Object>)
                Objects.requireNonNull(service.getMethod("inference.GRPCInferenceService/ModelInfer"));
    }

    private ServerCall.Listener<ReceivedMessage> start() {
        Context context = arrival.filterContext(Context.ROOT);
        Context before = context.attach();
        try {
            return new GrpcBudgetInterceptor()
                    .interceptCall(
                            call,
                            new Metadata(),
                            (gate, headers) -> new Later(
                                    worker, method().getServerCallHandler().startCall(gate, headers)));
        } finally {
            context.detach(before);
        }
    }

    private void message(byte[] bytes, int most) {
        arrival.inboundWireSize(bytes.length);
        arrival.inboundMessageRead(0, bytes.length, bytes.length);
        listener.onMessage(arrival.receive(new ByteArrayInputStream(bytes), most));
    }

    private void runWorker() {
        while (!worker.isEmpty()) {
            worker.remove().run();
        }
    }

    @Test
    void secondMessageThatIsRefused_whileTheFirstIsBeingAnswered_leavesNothingOnceItHasBeen() {
        message(MESSAGE, 1000);
        worker.remove().run(); // the worker has taken the first apart
        assertThat(budget.held()).isGreaterThan(MESSAGE.length);
        message(new byte[2000], 1000);
        assertThat(call.closed).extracting(Status::getCode).containsExactly(Status.Code.RESOURCE_EXHAUSTED);
        listener.onComplete();
        assertThat(budget.held()).as("held by what the worker has").isGreaterThan(MESSAGE.length);
        runWorker();
        assertThat(budget.held()).isZero();
    }

    @Test
    void secondMessageThatIsRefused_beforeTheFirstIsTakenApart_leavesNothing() {
        message(MESSAGE, 1000);
        message(new byte[2000], 1000);
        listener.onComplete();
        assertThat(budget.held()).isZero();
        runWorker();
        assertThat(budget.held()).isZero();
    }

    @Test
    void twoMessages_leaveNothing() {
        message(MESSAGE, 1000);
        message(MESSAGE, 1000);
        listener.onHalfClose();
        runWorker();
        listener.onComplete();
        runWorker();
        assertThat(budget.held()).isZero();
    }

    /** As the hand-over to another thread. */
    private static final class Later extends ServerCall.Listener<ReceivedMessage> {
        private final Queue<Runnable> worker;
        private final ServerCall.Listener<ReceivedMessage> next;

        Later(Queue<Runnable> worker, ServerCall.Listener<ReceivedMessage> next) {
            this.worker = worker;
            this.next = next;
        }

        @Override
        public void onMessage(ReceivedMessage message) {
            worker.add(() -> next.onMessage(message));
        }

        @Override
        public void onHalfClose() {
            worker.add(next::onHalfClose);
        }

        @Override
        public void onCancel() {
            worker.add(next::onCancel);
        }

        @Override
        public void onComplete() {
            worker.add(next::onComplete);
        }
    }
}
