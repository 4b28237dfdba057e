package io.algorithmselector.api.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.algorithmselector.model.Failure;
import io.algorithmselector.model.ServingException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestBodiesTest {
    private final RequestBudget budget = new RequestBudget(8_000_000);

    private static byte[] body(int length) {
        byte[] body = new byte[length];
        for (int i = 0; i < length; i++) {
            body[i] = (byte) i;
        }
        return body;
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "0, -1",
        "10, 10",
        "10, -1",
        "16384, -1",
        "16385, -1",
        "3000000, 3000000",
        "3000000, -1",
        "100, 5",
        "5, 100"
    })
    void read_anyAnnouncement_givesTheWholeBody(int length, long announced) throws IOException {
        byte[] body = body(length);
        try (RequestBody read = bodies(4_000_000).read(new ByteArrayInputStream(body), announced)) {
            assertThat(read.bytes()).isEqualTo(body);
            assertThat(budget.held()).isGreaterThanOrEqualTo(length);
        }
        assertThat(budget.held()).isZero();
    }

    private RequestBodies bodies(int limit) {
        return new RequestBodies(new RequestLimit(limit), budget);
    }

    @ParameterizedTest
    @CsvSource({"101, -1", "101, 101", "50000, -1", "101, 3"})
    void read_aboveTheLimit_isTooLarge(int length, long announced) {
        assertThatThrownBy(() -> bodies(100).read(new ByteArrayInputStream(body(length)), announced))
                .isInstanceOfSatisfying(
                        ServingException.class, e -> assertThat(e.failure()).isEqualTo(new Failure.TooLarge(100)));
        assertThat(budget.held()).isZero();
    }

    @Test
    void read_announcedAboveTheLimit_isTooLargeWithoutReading() {
        InputStream unread = new InputStream() {
            @Override
            public int read() {
                throw new AssertionError("read");
            }

            @Override
            public int read(byte[] buffer, int offset, int length) {
                throw new AssertionError("read");
            }
        };
        assertThatThrownBy(() -> bodies(100).read(unread, 101)).isInstanceOf(ServingException.class);
    }

    @Test
    void read_exactlyTheLimit_isRead() throws IOException {
        try (RequestBody read = bodies(100).read(new ByteArrayInputStream(body(100)), -1)) {
            assertThat(read.bytes()).hasSize(100);
        }
    }

    @Test
    void read_othersHoldTheBudget_isAtLimitAndGivesBackWhatItTook() {
        try (RequestBudget.Share others = budget.open()) {
            others.take(7_000_000);
            assertThatThrownBy(() -> bodies(4_000_000).read(new ByteArrayInputStream(body(2_000_000)), -1))
                    .isInstanceOfSatisfying(
                            ServingException.class, e -> assertThat(e.failure()).isInstanceOf(Failure.AtLimit.class));
            assertThat(budget.held()).isEqualTo(7_000_000);
        }
    }

    @Test
    void read_callerGoesAway_givesBackWhatItTook() {
        InputStream broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("reset");
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                throw new IOException("reset");
            }
        };
        assertThatThrownBy(() -> bodies(100).read(broken, 50)).hasMessage("reset");
        assertThat(budget.held()).isZero();
    }
}
