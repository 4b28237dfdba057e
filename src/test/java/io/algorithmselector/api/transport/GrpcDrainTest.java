package io.algorithmselector.api.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerCall;
import io.grpc.Status;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GrpcDrainTest {
    private final RunningCalls calls = new RunningCalls();
    private final GrpcDrain drain = new GrpcDrain(calls);
    private final Call client = new Call(MethodType.BIDI_STREAMING, "any.Service");
    private final List<String> events = new ArrayList<>();

    private ServerCall.Listener<String> start(Call call) {
        return drain.interceptCall(call, new Metadata(), (inner, headers) -> {
            call.inner = inner;
            return new Recording(events);
        });
    }

    @Test
    void drain_openStream_takesNoFurtherMessage_andEndsUnavailableOnceAnswered() {
        ServerCall.Listener<String> stream = start(client);
        stream.onMessage("a");
        calls.drain();
        stream.onMessage("b");
        stream.onHalfClose();
        assertThat(events).containsExactly("message a", "half-close");
        assertThat(client.closed).as("what has been taken is answered first").isNull();
        client.end(Status.OK);
        Status closed = Objects.requireNonNull(client.closed);
        assertThat(closed.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(closed.getDescription()).isEqualTo("the server is shutting down");
        assertThat(calls.count()).isEqualTo(1);
        stream.onComplete();
        assertThat(calls.count()).isZero();
    }

    @Test
    void drain_streamWhoseClientHasSentItsLast_endsAsItWould() {
        ServerCall.Listener<String> stream = start(client);
        stream.onHalfClose();
        calls.drain();
        client.end(Status.OK);
        assertThat(client.closed).isEqualTo(Status.OK);
        assertThat(events).containsExactly("half-close");
    }

    @Test
    void drain_streamThatFails_keepsItsOwnStatus() {
        start(client);
        calls.drain();
        client.end(Status.INVALID_ARGUMENT);
        assertThat(client.closed).isEqualTo(Status.INVALID_ARGUMENT);
    }

    @Test
    void drain_streamThatBeginsLater_endsAtOnce() {
        calls.drain();
        start(client);
        assertThat(events).containsExactly("half-close");
    }

    @Test
    void drain_unaryCall_isLetBe() {
        Call unary = new Call(MethodType.UNARY, "any.Service");
        ServerCall.Listener<String> listener = start(unary);
        calls.drain();
        listener.onMessage("a");
        listener.onHalfClose();
        unary.end(Status.OK);
        assertThat(events).containsExactly("message a", "half-close");
        assertThat(unary.closed).isEqualTo(Status.OK);
        listener.onComplete();
        assertThat(calls.count()).isZero();
    }

    @Test
    void call_cancelled_runsNoLonger() {
        ServerCall.Listener<String> stream = start(client);
        stream.onCancel();
        calls.drain();
        assertThat(events).containsExactly("cancel");
        assertThat(calls.count()).isZero();
    }

    @Test
    void healthCall_isNotWaitedFor() {
        start(new Call(MethodType.SERVER_STREAMING, "grpc.health.v1.Health"));
        assertThat(calls.count()).isZero();
        calls.drain();
        assertThat(events).isEmpty();
    }

    /** The service, as far as it is told. */
    private static final class Recording extends ServerCall.Listener<String> {
        private final List<String> events;

        Recording(List<String> events) {
            this.events = events;
        }

        @Override
        public void onMessage(String message) {
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

    /** The client's end. */
    private static final class Call extends ServerCall<String, String> {
        private final MethodDescriptor<String, String> method;
        private @Nullable ServerCall<String, String> inner;
        private @Nullable Status closed;

        Call(MethodType type, String service) {
            method = MethodDescriptor.<String, String>newBuilder()
                    .setType(type)
                    .setFullMethodName(service + "/Method")
                    .setRequestMarshaller(new NoMarshaller())
                    .setResponseMarshaller(new NoMarshaller())
                    .build();
        }

        /** What the service does. */
        void end(Status status) {
            Objects.requireNonNull(inner).close(status, new Metadata());
        }

        @Override
        public void request(int messages) {}

        @Override
        public void sendHeaders(Metadata headers) {}

        @Override
        public void sendMessage(String message) {}

        @Override
        public void close(Status status, Metadata trailers) {
            closed = status;
        }

        @Override
        public boolean isCancelled() {
            return false;
        }

        @Override
        public MethodDescriptor<String, String> getMethodDescriptor() {
            return method;
        }
    }

    private static final class NoMarshaller implements MethodDescriptor.Marshaller<String> {
        @Override
        public InputStream stream(String value) {
            return new ByteArrayInputStream(new byte[0]);
        }

        @Override
        public String parse(InputStream stream) {
            return "";
        }
    }
}
