package io.algorithmselector.api.transport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.algorithmselector.model.Failure;
import io.algorithmselector.model.ServingException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ContentCodingTest {
    private static final byte[] TEXT = "hello".repeat(1000).getBytes(UTF_8);

    private static byte[] compressed(ContentCoding coding, byte[] plain) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out =
                coding == ContentCoding.GZIP ? new GZIPOutputStream(bytes) : new DeflaterOutputStream(bytes)) {
            out.write(plain);
        }
        return bytes.toByteArray();
    }

    @ParameterizedTest
    @CsvSource({"gzip, GZIP", "X-Gzip, GZIP", "' deflate ', DEFLATE", "identity, IDENTITY", "'', IDENTITY"})
    void of_header_namesTheCoding(String header, ContentCoding coding) {
        assertThat(ContentCoding.of(header)).isEqualTo(coding);
    }

    @Test
    void of_unknown_isRefusedByName() {
        assertThatThrownBy(() -> ContentCoding.of("br")).hasMessageContaining("Content-Encoding 'br'");
    }

    @ParameterizedTest
    @EnumSource(names = {"GZIP", "DEFLATE"})
    void inflated_whole_givesThePlainBytes(ContentCoding coding) throws IOException {
        ByteArrayInputStream in = new ByteArrayInputStream(compressed(coding, TEXT));
        byte[] inflated = coding.inflated(in, plain -> plain.readAllBytes());
        assertThat(inflated).isEqualTo(TEXT);
    }

    @ParameterizedTest
    @EnumSource(names = {"GZIP", "DEFLATE"})
    void inflated_truncatedOrOther_isInvalidInput(ContentCoding coding) throws IOException {
        byte[] whole = compressed(coding, TEXT);
        for (byte[] wrong : new byte[][] {Arrays.copyOf(whole, whole.length / 2), TEXT, new byte[0]}) {
            assertThatThrownBy(() -> coding.inflated(new ByteArrayInputStream(wrong), in -> in.readAllBytes()))
                    .isInstanceOfSatisfying(
                            ServingException.class,
                            e -> assertThat(e.failure())
                                    .isInstanceOfSatisfying(
                                            Failure.InvalidInput.class,
                                            failure -> assertThat(failure.message())
                                                    .containsIgnoringCase(coding.name())));
        }
    }

    @Test
    void inflated_bomb_isTooLargeAtTheLimit() throws IOException {
        byte[] bomb = compressed(ContentCoding.GZIP, new byte[50_000_000]);
        RequestBudget budget = new RequestBudget(1_000_000);
        RequestBodies bodies = new RequestBodies(new RequestLimit(100_000), budget);
        assertThatThrownBy(() -> ContentCoding.GZIP.inflated(new ByteArrayInputStream(bomb), in -> bodies.read(in, -1)))
                .isInstanceOfSatisfying(
                        ServingException.class, e -> assertThat(e.failure()).isEqualTo(new Failure.TooLarge(100_000)));
        assertThat(budget.held()).isZero();
    }

    /** The server's stream reads on to the end of the body when it is closed. */
    @Test
    void inflated_leavesTheBodyOpen() throws IOException {
        ByteArrayInputStream in = new ByteArrayInputStream(compressed(ContentCoding.DEFLATE, TEXT)) {
            @Override
            public void close() {
                throw new AssertionError("closed");
            }
        };
        byte[] inflated = ContentCoding.DEFLATE.inflated(in, plain -> plain.readAllBytes());
        assertThat(inflated).isEqualTo(TEXT);
    }
}
