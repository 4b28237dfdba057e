package io.algorithmselector.api.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.algorithmselector.model.Failure;
import io.algorithmselector.model.ServingException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestBodyTest {
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
        assertThat(RequestBody.read(new ByteArrayInputStream(body), announced, new RequestLimit(4_000_000)))
                .isEqualTo(body);
    }

    @ParameterizedTest
    @CsvSource({"101, -1", "101, 101", "50000, -1", "101, 3"})
    void read_aboveTheLimit_isTooLarge(int length, long announced) {
        assertThatThrownBy(() ->
                        RequestBody.read(new ByteArrayInputStream(body(length)), announced, new RequestLimit(100)))
                .isInstanceOfSatisfying(
                        ServingException.class, e -> assertThat(e.failure()).isEqualTo(new Failure.TooLarge(100)));
    }

    @Test
    void read_exactlyTheLimit_isRead() throws IOException {
        assertThat(RequestBody.read(new ByteArrayInputStream(body(100)), -1, new RequestLimit(100)))
                .hasSize(100);
    }
}
