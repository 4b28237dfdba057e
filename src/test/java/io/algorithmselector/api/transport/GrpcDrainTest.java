package io.algorithmselector.api.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.algorithmselector.inference.Inference;
import io.algorithmselector.selection.VersionSelector;
import io.algorithmselector.testing.FakeModels;
import io.algorithmselector.testing.RawMethod;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.quarkus.grpc.runtime.Interceptors;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GrpcDrainTest {
    private final RunningCalls calls = new RunningCalls();
    private final GrpcDrain drain = new GrpcDrain(calls);
    private final FakeServerCall<Object, Object> client =
            call(MethodType.BIDI_STREAMING, "inference.GRPCInferenceService/ModelStreamInfer");
    /** The call as the service knows it. */
    private @Nullable ServerCall<Object, Object> inner;

    private final List<String> events = new ArrayList<>();

    private final List<String> refused = new ArrayList<>();
    private final RequestBudget budget = new RequestBudget(1000);
    private final GrpcArrival arrival = (GrpcArrival) GrpcArrival.factory(
                    new RequestLimit(1000),
                    budget,
                    new GrpcRefusals(new Inference(
                            FakeModels.all(),
                            new VersionSelector(),
                            event -> refused.add(event.code()),
                            System::nanoTime)))
            .newServerStreamTracer("inference.GRPCInferenceService/ModelStreamInfer", new Metadata());

    @SuppressWarnings("unchecked") // its messages are never written
    private static FakeServerCall<Object, Object> call(MethodType type, String method) {
        return new FakeServerCall<>(
                (MethodDescriptor<Object, Object>) (MethodDescriptor<?, ?>) RawMethod.of(type, method));
    }

    private ServerCall.Listener<Object> start(FakeServerCall<Object, Object> call) {
        Context context = arrival.filterContext(Context.ROOT);
        Context before = context.attach();
        try {
            return drain.interceptCall(call, new Metadata(), (told, headers) -> {
                inner = told;
                return new Recording(events);
            });
        } finally {
            context.detach(before);
        }
    }

    /** What the service does. */
    private void end(Status status) {
        Objects.requireNonNull(inner).close(status, new Metadata());
    }

    @Test
    void drain_openStream_takesNoFurtherMessage_andEndsUnavailableOnceAnswered() {
        ServerCall.Listener<Object> stream = start(client);
        stream.onMessage("a");
        calls.drain();
        stream.onMessage("b");
        stream.onHalfClose();
        assertThat(events).containsExactly("message a", "half-close");
        assertThat(client.closed).as("what has been taken is answered first").isEmpty();
        end(Status.OK);
        Status closed = client.closed.getFirst();
        assertThat(closed.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(closed.getDescription()).isEqualTo("the server is shutting down");
        assertThat(calls.count()).isEqualTo(1);
        stream.onComplete();
        assertThat(calls.count()).isZero();
    }

    @Test
    void drain_clientSendsItsLastAfterwards_andNothingWasDropped_endsAsItWould() {
        ServerCall.Listener<Object> stream = start(client);
        stream.onMessage("a");
        calls.drain();
        stream.onHalfClose();
        end(Status.OK);
        assertThat(client.closed).containsExactly(Status.OK);
        assertThat(events).containsExactly("message a", "half-close");
    }

    @Test
    void drain_endOfAStream_isNoFailedInference() {
        start(client);
        calls.drain();
        end(Status.OK);
        arrival.streamClosed(client.closed.getFirst());
        assertThat(refused).isEmpty();
    }

    @Test
    void drain_streamThatFails_isOne() {
        start(client);
        calls.drain();
        end(Status.RESOURCE_EXHAUSTED);
        arrival.streamClosed(client.closed.getFirst());
        assertThat(refused).containsExactly("RESOURCE_EXHAUSTED");
    }

    @Test
    void drain_messageThatIsDropped_isNotCountedAnyMore() {
        ServerCall.Listener<Object> stream = start(client);
        calls.drain();
        RequestBudget.Share share = budget.open();
        share.take(10);
        stream.onMessage(new ReceivedMessage(new byte[10], share, null));
        assertThat(budget.held()).isZero();
        assertThat(events).containsExactly("half-close");
    }

    @Test
    void priority_isInsideOfTheBudgets_andOutsideOfTheHandOverToThreads() {
        assertThat(drain.getPriority())
                .isLessThan(new GrpcBudgetInterceptor().getPriority())
                .isGreaterThan(Interceptors.BLOCKING_HANDLER);
    }

    @Test
    void drain_streamWhoseClientHasSentItsLast_endsAsItWould() {
        ServerCall.Listener<Object> stream = start(client);
        stream.onHalfClose();
        calls.drain();
        end(Status.OK);
        assertThat(client.closed).containsExactly(Status.OK);
        assertThat(events).containsExactly("half-close");
    }

    @Test
    void drain_streamThatFails_keepsItsOwnStatus() {
        start(client);
        calls.drain();
        end(Status.INVALID_ARGUMENT);
        assertThat(client.closed).containsExactly(Status.INVALID_ARGUMENT);
    }

    @Test
    void drain_streamThatBeginsLater_endsAtOnce() {
        calls.drain();
        start(client);
        assertThat(events).containsExactly("half-close");
    }

    @Test
    void drain_unaryCall_isLetBe() {
        FakeServerCall<Object, Object> unary = call(MethodType.UNARY, "any.Service/Method");
        ServerCall.Listener<Object> listener = start(unary);
        calls.drain();
        listener.onMessage("a");
        listener.onHalfClose();
        end(Status.OK);
        assertThat(events).containsExactly("message a", "half-close");
        assertThat(unary.closed).containsExactly(Status.OK);
        listener.onComplete();
        assertThat(calls.count()).isZero();
    }

    @Test
    void call_cancelled_runsNoLonger() {
        ServerCall.Listener<Object> stream = start(client);
        stream.onCancel();
        calls.drain();
        assertThat(events).containsExactly("cancel");
        assertThat(calls.count()).isZero();
    }

    @Test
    void healthCall_isNotWaitedFor() {
        start(call(MethodType.SERVER_STREAMING, "grpc.health.v1.Health/Watch"));
        assertThat(calls.count()).isZero();
        calls.drain();
        assertThat(events).isEmpty();
    }

    /** The service, as far as it is told. */
    private static final class Recording extends ServerCall.Listener<Object> {
        private final List<String> events;

        Recording(List<String> events) {
            this.events = events;
        }

        @Override
        public void onMessage(Object message) {
            events.add("message " + message);
        }

        @Override
        public void onHalfClose() {
            events.add("half-close");
        }

        @Override
        public void onCancel() {
            events.add("cancel");
        }
    }
}
