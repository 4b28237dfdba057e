package io.algorithmselector.api.transport;

import static org.assertj.core.api.Assertions.assertThat;

import inference.ModelInferRequest;
import inference.ModelInferResponse;
import io.algorithmselector.model.Failure;
import io.grpc.Metadata;
import io.grpc.Status;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class GrpcGateTest {
    private static final Failure NO_ROOM = new Failure.AtLimit("no room");

    private final FakeServerCall<ModelInferRequest, ModelInferResponse> call = FakeServerCall.ofModelInfer();
    private final GrpcGate<ModelInferRequest, ModelInferResponse> gate = new GrpcGate<>(call);

    private void send() {
        gate.sendMessage(ModelInferResponse.getDefaultInstance());
    }

    private static void elsewhere(Runnable work) {
        Thread thread = Thread.ofPlatform().start(work);
        try {
            assertThat(thread.join(Duration.ofSeconds(20))).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void refuse_endsTheCallOnce_andNothingIsSentAfterwards() {
        send();
        gate.refuse(NO_ROOM);
        gate.refuse(new Failure.InvalidInput("wrong"));
        send();
        gate.close(Status.OK, new Metadata());
        assertThat(call.sent).hasSize(1);
        assertThat(call.closed).hasSize(1);
        assertThat(call.closed.getFirst().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        assertThat(call.closed.getFirst().getDescription()).isEqualTo("no room");
    }

    @Test
    void refuse_whileSomethingIsSent_doesNotWait_andTheSenderEndsTheCall() {
        call.sending = () -> {
            elsewhere(() -> gate.refuse(NO_ROOM));
            assertThat(call.closed).isEmpty();
        };
        send();
        assertThat(call.sent).hasSize(1);
        assertThat(call.closed).hasSize(1);
    }

    @Test
    void refuse_afterTheEnd_changesNothing() {
        gate.close(Status.OK, new Metadata());
        gate.refuse(NO_ROOM);
        assertThat(call.closed).containsExactly(Status.OK);
    }
}
