package io.algorithmselector.api.json;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.algorithmselector.model.Failure;
import io.algorithmselector.model.ServingException;
import org.junit.jupiter.api.Test;

class JsonWriterTest {
    private static String string(String text) {
        return new String(new JsonWriter(0).string(text).toBytes(), UTF_8);
    }

    @Test
    void string_controlCharactersQuotesAndBackslashes_areEscapedAsRapidJsonDoes() {
        assertThat(string("a\"\\/\b\f\n\r\t\0\u001F\u007Fé€😀"))
                .isEqualTo("\"a\\\"\\\\/\\b\\f\\n\\r\\t\\u0000\\u001F\u007Fé€😀\"");
    }

    @Test
    void string_bytesThatAreNoUtf8_becomeTheReplacementCharacter() {
        byte[] bytes = "a\u00FFb\u00C3".getBytes(ISO_8859_1);
        assertThat(new String(new JsonWriter(0).string(bytes).toBytes(), UTF_8)).isEqualTo("\"a\uFFFDb\uFFFD\"");
    }

    @Test
    void base64_isAnObjectOfOneMember() {
        assertThat(new String(
                        new JsonWriter(0).base64(new byte[] {0, (byte) 0xFF}).toBytes(), UTF_8))
                .isEqualTo("{\"b64\":\"AP8=\"}");
    }

    @Test
    void integers_extremes_areWritten() {
        JsonWriter out = new JsonWriter(0);
        out.integer(Long.MIN_VALUE)
                .raw(' ')
                .integer(Long.MAX_VALUE)
                .raw(' ')
                .integer(0)
                .raw(' ')
                .integer(-10);
        out.raw(' ').unsigned(-1);
        assertThat(new String(out.toBytes(), UTF_8))
                .isEqualTo("-9223372036854775808 9223372036854775807 0 -10 18446744073709551615");
    }

    @Test
    void buffer_grows() {
        JsonWriter out = new JsonWriter(1);
        for (int i = 0; i < 1000; i++) {
            out.string("0123456789").decimal(0.1f);
        }
        assertThat(new String(out.toBytes(), UTF_8)).isEqualTo("\"0123456789\"0.1".repeat(1000));
    }

    @Test
    void buffer_largerThanCanBeSent_isALimitOfTheServer() {
        JsonWriter out = new JsonWriter(64, 1000);
        for (int i = 0; i < 199; i++) {
            out.raw("12345");
        }
        assertThat(out.toBytes()).hasSize(995);
        assertThatThrownBy(() -> out.decimal(0.1f))
                .isInstanceOfSatisfying(
                        ServingException.class,
                        e -> assertThat(e.failure())
                                .isEqualTo(new Failure.AtLimit(
                                        "the answer is larger in JSON than the 1000 bytes that can be sent")));
    }
}
