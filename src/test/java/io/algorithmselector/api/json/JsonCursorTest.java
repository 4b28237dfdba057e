package io.algorithmselector.api.json;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.algorithmselector.model.ServingException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonCursorTest {
    private static JsonCursor cursor(String json) {
        return new JsonCursor(json.getBytes(UTF_8));
    }

    private static String text(String json) {
        JsonCursor in = cursor(json);
        in.string();
        assertThat(in.peek()).isEqualTo(JsonCursor.END);
        assertThat(in.textBytes()).isEqualTo(in.text().getBytes(UTF_8));
        return in.text();
    }

    @Test
    void string_escapes_areDecoded() {
        assertThat(text("\"\"")).isEmpty();
        assertThat(text("\"plain é € 😀\"")).isEqualTo("plain é € 😀");
        assertThat(text("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"")).isEqualTo("\"\\/\b\f\n\r\t");
        assertThat(text("\"a\\u0000b\\u00e9\\u20AC\\uD83D\\uDE00c\"")).isEqualTo("a\0bé€😀c");
        assertThat(text("\"é\\n€\"")).isEqualTo("é\n€");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "`\"abc`, Missing a closing quotation mark in string.",
                "`\"abc\\`, Missing a closing quotation mark in string.",
                "`\"\\x\"`, Invalid escape character in string.",
                "`\"\\u12\"`, Incorrect hex digit after \\u escape in string.",
                "`\"\\u12G4\"`, Incorrect hex digit after \\u escape in string.",
                "`\"\\uD800\"`, The surrogate pair in string is invalid.",
                "`\"\\uD800\\n\"`, The surrogate pair in string is invalid.",
                "`\"\\uD800\\u0041\"`, The surrogate pair in string is invalid.",
                "`\"\\uDC00\"`, The surrogate pair in string is invalid.",
                "`\"a\tb\"`, Invalid encoding in string."
            })
    void string_malformed_isAParseError(String json, String reason) {
        assertThatThrownBy(() -> cursor(json).string())
                .isInstanceOf(ServingException.class)
                .hasMessageStartingWith("JSON Parse error: " + reason + " at offset: ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u00FF",
                "\u0080",
                "\u00C0\u0080",
                "\u00C1\u00BF",
                "\u00E0\u0080\u0080",
                "\u00ED\u00A0\u0080",
                "\u00E2\u0082",
                "\u00F0\u0080\u0080\u0080",
                "\u00F4\u0090\u0080\u0080",
                "\u00F5\u0080\u0080\u0080",
                "\u00C3"
            })
    void string_notUtf8_isRefused(String bytes) {
        JsonCursor in = new JsonCursor(("\"a" + bytes + "\"").getBytes(ISO_8859_1));
        assertThatThrownBy(in::string).hasMessage("JSON Parse error: Invalid encoding in string. at offset: 2");
        JsonCursor skipping = new JsonCursor(("[\"a" + bytes + "\"]").getBytes(ISO_8859_1));
        assertThatThrownBy(skipping::skip).isInstanceOf(ServingException.class);
    }

    @Test
    void key_matchesByBytes_escapedOrNot() {
        for (String key : new String[] {"\"ab\" : ", "\"\\u0061b\":"}) {
            JsonCursor in = cursor(key);
            in.key();
            assertThat(in.textEquals("ab".getBytes(UTF_8))).isTrue();
            assertThat(in.textEquals("abc".getBytes(UTF_8))).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1",
                "-0.5e3",
                "true",
                "false",
                "null",
                "NaN",
                "\"a\\n\"",
                "[]",
                "{}",
                "[1,[2,{\"a\":[]}],\"]\"]",
                "{\"a\":{\"b\":[{}]},\"c\":1}"
            })
    void skip_and_seek_endBehindTheValue(String json) {
        JsonCursor skipping = cursor(" " + json + " ,");
        skipping.skip();
        assertThat(skipping.take(',')).isTrue();
        JsonCursor seeking = cursor(" " + json + " ,");
        seeking.seekPast();
        assertThat(seeking.take(',')).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "]",
                "}",
                ",",
                "[",
                "{",
                "[1",
                "[1,",
                "[1,]",
                "[1 2]",
                "{\"a\"}",
                "{\"a\":}",
                "{\"a\":1,}",
                "{a:1}",
                "{1:1}",
                "{\"a\" 1}",
                "[1}",
                "{\"a\":1]",
                "tru",
                "nul",
                "falsy",
                "\u0001",
                "[[]",
                "'a'"
            })
    void skip_malformed_isAParseError(String json) {
        assertThatThrownBy(() -> cursor(json).skip())
                .isInstanceOf(ServingException.class)
                .hasMessageMatching("JSON Parse error: .* at offset: \\d+");
    }

    @Test
    void skip_halfAMillionLevels_endsWithoutAStack() {
        int levels = 500_000;
        JsonCursor in = cursor("[".repeat(levels) + "]".repeat(levels));
        in.skip();
        assertThat(in.peek()).isEqualTo(JsonCursor.END);
        JsonCursor open = cursor("{\"a\":[".repeat(levels));
        assertThatThrownBy(open::skip).isInstanceOf(ServingException.class);
    }

    @Test
    void seekPast_stringsWithBrackets_areNoStructure() {
        JsonCursor in = cursor("[[\"]]\\\"]]\", 1234567890123456789, 2], 3], \"x\"");
        in.seekPast();
        assertThat(in.take(',')).isTrue();
        in.string();
        assertThat(in.text()).isEqualTo("x");
    }

    @Test
    void byteOrderMark_isPassedOver() {
        assertThat(cursor("\uFEFF 7").decimal()).isEqualTo(7);
    }

    @Test
    void atBase64_onlyTheSoleStringMember_andConsumesNothing() {
        JsonCursor yes = cursor("{ \"b64\" : \"YQ==\" }");
        assertThat(yes.atBase64()).isTrue();
        assertThat(yes.peek()).isEqualTo('{');
        assertThat(cursor("{\"b64\": 1}").atBase64()).isFalse();
        assertThat(cursor("{\"b64\": \"YQ==\", \"x\": 1}").atBase64()).isFalse();
        assertThat(cursor("{}").atBase64()).isFalse();
        assertThat(cursor("{\"x\": \"b64\"}").atBase64()).isFalse();
    }
}
