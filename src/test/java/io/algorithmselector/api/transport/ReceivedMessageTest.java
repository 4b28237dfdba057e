package io.algorithmselector.api.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.BytesValue;
import io.algorithmselector.model.Failure;
import io.algorithmselector.model.ServingException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReceivedMessageTest {
    private static final MessageBounds BOUNDS = MessageBounds.of(BytesValue.getDescriptor());
    private static final BytesValue HELLO = BytesValue.of(ByteString.copyFromUtf8("hello"));

    private final RequestBudget budget = new RequestBudget(1000);
    private final ReceivedMessage message = received(HELLO.toByteArray());

    private ReceivedMessage received(byte[] bytes) {
        return received(bytes, budget);
    }

    private static ReceivedMessage received(byte[] bytes, RequestBudget budget) {
        RequestBudget.Share share = budget.open();
        share.take(bytes.length);
        return new ReceivedMessage(bytes, share, null);
    }

    private static @Nullable BytesValue parse(ReceivedMessage message) {
        return message.parse(BytesValue.getDefaultInstance(), BOUNDS);
    }

    @Test
    void abandonedWhileItWaits_isNeverTakenApartAndCountsNoMore() {
        message.abandon();
        assertThat(budget.held()).isZero();
        assertThat(parse(message)).isNull();
    }

    @Test
    void abandonedWhileItIsAnswered_countsUntilItHasBeen() {
        assertThat(parse(message)).isEqualTo(HELLO);
        message.abandon();
        assertThat(budget.held()).isPositive();
        message.release();
        assertThat(budget.held()).isZero();
    }

    @Test
    void abandonedWhenItHasBeenAnswered_countsNoMore() {
        parse(message);
        message.release();
        assertThat(budget.held()).isPositive();
        message.abandon();
        assertThat(budget.held()).isZero();
    }

    @Test
    void handedOver_isClosedByWhoHasIt() {
        parse(message);
        assertThat(message.handOver()).isTrue();
        message.abandon();
        message.close();
        assertThat(budget.held()).isPositive();
        message.share().close();
        assertThat(budget.held()).isZero();
    }

    @Test
    void handedOver_afterItHasBeenAbandoned_isNot() {
        parse(message);
        message.abandon();
        assertThat(message.handOver()).isFalse();
        message.close();
        assertThat(budget.held()).isZero();
    }

    @Test
    void parse_countsWhatTheMessageTakesInMemory() {
        parse(message);
        assertThat(budget.held()).isGreaterThan(HELLO.getSerializedSize());
    }

    @Test
    void parse_noRoomForTheObjects_ofASmallMessage_isRefusedWhenItIsKnown() {
        ReceivedMessage crowded = received(new byte[] {10, 1, 1, 10, 1, 2});
        RequestBudget.Share others = budget.open();
        others.take(980);
        assertThat(parse(crowded)).isEqualTo(BytesValue.of(ByteString.copyFrom(new byte[] {2})));
        assertThat(crowded.refusal()).isInstanceOf(Failure.AtLimit.class);
    }

    @Test
    void parse_moreObjectsThanTheBudget_isRefusedBeforeTheyAreMade() {
        byte[] bytes = new byte[GrpcArrival.SLACK + 2];
        for (int i = 0; i < bytes.length; i += 2) {
            bytes[i] = 16; // a field that nobody knows
        }
        ReceivedMessage bomb = received(bytes, new RequestBudget(1000));
        assertThatThrownBy(() -> parse(bomb))
                .isInstanceOfSatisfying(
                        ServingException.class, e -> assertThat(e.failure()).isInstanceOf(Failure.AtLimit.class))
                .hasMessageEndingWith(" bytes of memory, of 1000 for all requests");
    }

    @Test
    void closedWhileItIsTakenApart_leavesNothingCounted() throws InterruptedException {
        Thread worker;
        synchronized (message.share()) { // the worker stops where it takes room for the objects
            worker = Thread.ofPlatform().start(() -> parse(message));
            while (worker.getState() != Thread.State.BLOCKED) {
                assertThat(worker.isAlive()).isTrue();
                Thread.onSpinWait();
            }
            message.close();
        }
        worker.join();
        assertThat(budget.held()).isZero();
    }

    @Test
    void abandonedWhileItIsTakenApart_countsUntilItIsReleased() throws InterruptedException {
        Thread worker;
        synchronized (message.share()) {
            worker = Thread.ofPlatform().start(() -> parse(message));
            while (worker.getState() != Thread.State.BLOCKED) {
                assertThat(worker.isAlive()).isTrue();
                Thread.onSpinWait();
            }
            message.abandon();
        }
        worker.join();
        assertThat(budget.held()).isGreaterThan(HELLO.getSerializedSize());
        message.release();
        assertThat(budget.held()).isZero();
    }

    @Test
    void parse_noSuchMessage_isInvalidInputByName() {
        assertThatThrownBy(() -> parse(received(new byte[] {10, 100, 1})))
                .hasMessageStartingWith("the message is no valid BytesValue: ");
    }
}
