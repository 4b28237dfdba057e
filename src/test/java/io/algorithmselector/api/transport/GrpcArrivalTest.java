package io.algorithmselector.api.transport;

import static org.assertj.core.api.Assertions.assertThat;

import inference.ModelInferRequest;
import inference.ModelInferResponse;
import io.algorithmselector.inference.Inference;
import io.algorithmselector.model.Failure;
import io.algorithmselector.selection.VersionSelector;
import io.algorithmselector.testing.FakeModels;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.Status;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What gRPC tells of a call while its messages arrive. */
class GrpcArrivalTest {
    private static final String INFER = "inference.GRPCInferenceService/ModelInfer";

    private final RequestBudget budget = new RequestBudget(100_000);
    private final List<String> refused = new ArrayList<>();
    private final GrpcRefusals refusals = new GrpcRefusals(new Inference(
            FakeModels.all(), new VersionSelector(), event -> refused.add(event.code()), System::nanoTime));
    private final FakeServerCall<ModelInferRequest, ModelInferResponse> call = FakeServerCall.ofModelInfer();

    private GrpcArrival arrival(String method) {
        return (GrpcArrival) GrpcArrival.factory(new RequestLimit(100_000), budget, refusals)
                .newServerStreamTracer(method, new Metadata());
    }

    @Test
    void incompleteMessage_countsUntilTheStreamCloses() {
        GrpcArrival arrival = arrival(INFER);
        arrival.inboundWireSize(30_000);
        arrival.inboundWireSize(40_000);
        assertThat(budget.held()).isEqualTo(70_000);
        arrival.streamClosed(Status.CANCELLED);
        assertThat(budget.held()).isZero();
        arrival.inboundWireSize(40_000);
        assertThat(budget.held()).isZero();
        assertThat(refused).isEmpty();
    }

    @Test
    void incompleteMessage_thatFindsNoRoom_endsTheCallInTheMiddle() {
        arrival(INFER).inboundWireSize(90_000);
        GrpcArrival second = arrival(INFER);
        second.attach(new GrpcGate<>(call));
        second.inboundWireSize(10_000);
        second.inboundWireSize(GrpcArrival.SLACK);
        assertThat(call.closed).isEmpty();
        second.inboundWireSize(1);
        assertThat(call.closed).extracting(Status::getCode).containsExactly(Status.Code.RESOURCE_EXHAUSTED);
        second.inboundWireSize(1_000_000);
        assertThat(call.closed).hasSize(1);
        assertThat(budget.held()).isEqualTo(100_000);
        second.streamClosed(Status.RESOURCE_EXHAUSTED);
        assertThat(budget.held()).isEqualTo(90_000);
        assertThat(refused).containsExactly("RESOURCE_EXHAUSTED");
    }

    @Test
    void noRoom_beforeTheCallHasBegun_endsItThen() {
        arrival(INFER).inboundWireSize(100_000);
        GrpcArrival second = arrival(INFER);
        second.inboundWireSize(50_000);
        second.attach(new GrpcGate<>(call));
        assertThat(call.closed).hasSize(1);
    }

    @Test
    void messages_arriveInTheirOrder_eachWithItsShare() {
        GrpcArrival arrival = arrival(INFER);
        arrival.inboundWireSize(10);
        arrival.inboundMessageRead(0, 10, 10);
        arrival.inboundWireSize(20);
        arrival.inboundMessageRead(1, 20, 20);
        ReceivedMessage first = arrival.receive(new ByteArrayInputStream(new byte[10]), 100);
        ReceivedMessage second = arrival.receive(new ByteArrayInputStream(new byte[20]), 100);
        assertThat(first.share().bytes()).isEqualTo(10);
        assertThat(second.share().bytes()).isEqualTo(20);
        arrival.streamClosed(Status.OK);
        assertThat(budget.held()).isEqualTo(30);
        first.close();
        second.close();
        assertThat(budget.held()).isZero();
    }

    @Test
    void messageThatInflatesToMoreThanTheMost_isRefusedAndLeavesNothingAfterwards() {
        GrpcArrival arrival = arrival(INFER);
        arrival.inboundWireSize(10);
        arrival.inboundMessageRead(0, 10, -1);
        ReceivedMessage message = arrival.receive(new ByteArrayInputStream(new byte[101]), 100);
        assertThat(message.refusal()).isEqualTo(new Failure.TooLarge(100));
        message.close();
        assertThat(budget.held()).isZero();
    }

    @Test
    void messagesOfOtherServices_areForgottenWhenTheyHaveBeenRead() {
        GrpcArrival arrival = arrival("grpc.health.v1.Health/Watch");
        arrival.inboundWireSize(10);
        arrival.inboundMessageRead(0, 10, 10);
        arrival.forget();
        assertThat(budget.held()).isZero();
        arrival.streamClosed(Status.INTERNAL);
        assertThat(refused).isEmpty();
    }

    @Test
    void callOfWhichTheServiceHasHeard_isLeftToItToCount() {
        GrpcArrival arrival = arrival(INFER);
        assertThat(arrival.pass()).isTrue();
        arrival.streamClosed(Status.RESOURCE_EXHAUSTED);
        assertThat(refused).isEmpty();
        assertThat(arrival.pass()).isFalse();
    }

    @Test
    void callThatEndsBeforeItsMessageIsThere_countsWithItsCode() {
        arrival(INFER).streamClosed(Status.DEADLINE_EXCEEDED);
        arrival(INFER).streamClosed(Status.CANCELLED);
        arrival(INFER).streamClosed(Status.UNAVAILABLE);
        assertThat(refused).containsExactly("DEADLINE_EXCEEDED", "UNAVAILABLE");
    }

    @Test
    void streamThatTheServerEnds_forItGoesAway_countsAsNothing() {
        GrpcArrival stream = arrival("inference.GRPCInferenceService/ModelStreamInfer");
        stream.drained();
        stream.streamClosed(Status.UNAVAILABLE);
        assertThat(refused).isEmpty();
    }

    @Test
    void current_isThatOfTheCallsContext() throws Exception {
        GrpcArrival arrival = arrival(INFER);
        assertThat(arrival.filterContext(Context.ROOT).call(GrpcArrival::current))
                .isSameAs(arrival);
    }
}
