package io.algorithmselector.api.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.BytesValue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReceivedMessageTest {
    private final RequestBudget budget = new RequestBudget(1000);
    private final RequestBudget.Share share = budget.open();
    private final ReceivedMessage message =
            new ReceivedMessage(BytesValue.of(ByteString.copyFromUtf8("hello")).toByteArray());

    @BeforeEach
    void count() {
        share.take(message.size());
    }

    private void cancel() {
        if (message.discard(share)) {
            share.close();
        }
    }

    @Test
    void cancelledWhileItWaits_isNeverTakenApartAndCountsNoMore() {
        cancel();
        assertThat(budget.held()).isZero();
        assertThat(message.parse(BytesValue.getDefaultInstance(), "BytesValue")).isNull();
    }

    @Test
    void cancelledWhileItIsAnswered_countsUntilItHasBeen() {
        BytesValue parsed = message.parse(BytesValue.getDefaultInstance(), "BytesValue");
        assertThat(parsed).isEqualTo(BytesValue.of(ByteString.copyFromUtf8("hello")));
        cancel();
        assertThat(budget.held()).isPositive();
        message.answered();
        assertThat(budget.held()).isZero();
    }

    @Test
    void cancelledWhenItHasBeenAnswered_countsNoMore() {
        message.parse(BytesValue.getDefaultInstance(), "BytesValue");
        message.answered();
        cancel();
        assertThat(budget.held()).isZero();
    }

    @Test
    void parse_noSuchMessage_isInvalidInputByName() {
        ReceivedMessage wrong = new ReceivedMessage(new byte[] {10, 100, 1});
        assertThatThrownBy(() -> wrong.parse(BytesValue.getDefaultInstance(), "BytesValue"))
                .hasMessageStartingWith("the message is no valid BytesValue: ");
    }
}
