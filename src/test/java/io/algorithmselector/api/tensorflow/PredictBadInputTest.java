package io.algorithmselector.api.tensorflow;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.algorithmselector.model.DataType;
import io.algorithmselector.model.Failure;
import io.algorithmselector.model.ServingException;
import io.algorithmselector.model.ShapeSpec;
import io.algorithmselector.model.Signature;
import io.algorithmselector.model.TensorSpec;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that hardly anybody sends by mistake. */
class PredictBadInputTest {
    private static final long LIMIT = 100_000_000;
    private static final Signature FLOAT = signature(DataType.FLOAT32);
    private static final Signature STRING = signature(DataType.STRING);
    private static final Signature INT = signature(DataType.INT64);

    private static Signature signature(DataType type) {
        return Signature.of(
                Signature.DEFAULT,
                Signature.PREDICT,
                List.of(new TensorSpec("x", type, ShapeSpec.UNKNOWN_RANK)),
                List.of());
    }

    private static String failure(byte[] json, Signature signature) {
        ServingException exception = catchThrowableOfType(
                ServingException.class, () -> new PredictRequestJson(json, LIMIT).decode(signature));
        assertThat(exception).as(new String(json, UTF_8)).isNotNull();
        assertThat(exception.failure()).isInstanceOf(Failure.InvalidInput.class);
        return exception.failure().message();
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "5", "true", "[\"s\"]", "{\"s\":1}", "NaN"})
    void signatureName_otherThanAString_isRefused(String value) {
        String wrong = "JSON Value: not formatted correctly. 'signature_name' key must be a string value.";
        assertThat(failure(("{\"signature_name\":" + value + ",\"inputs\":1}").getBytes(UTF_8), FLOAT))
                .isEqualTo(wrong);
        assertThat(failure(("{\"inputs\":1,\"signature_name\":" + value + "}").getBytes(UTF_8), FLOAT))
                .isEqualTo(wrong);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"instances\":null} | JSON Value: Expecting 'instances' to be an list/array",
                "{\"instances\":\"a\"} | JSON Value: Expecting 'instances' to be an list/array",
                "{\"instances\":{\"x\":[1]}} | JSON Value: Expecting 'instances' to be an list/array",
                "{\"instances\":{\"b64\":\"\"}} | JSON Value: Expecting 'instances' to be an list/array",
                "{\"instances\":[null]} | input x[0] is null, expected a number",
                "{\"instances\":[true]} | input x[0] is true, expected a number",
                "{\"inputs\":null} | input x is null, expected a number",
                "{\"inputs\":\"a\"} | input x is a string, expected a number",
                "{\"inputs\":{\"x\":{\"x\":1}}} | input x is an object, expected a number",
                "{\"inputs\":{\"b64\":\"AAAA\"}} | input x is an object, expected a number",
                "{\"inputs\":1,\"instances\":[1]} | JSON Value: Not formatted correctly expecting only one of 'inputs' or 'instances' keys to exist",
                "null | JSON Value: Is not object",
                "\"inputs\" | JSON Value: Is not object",
                "5 | JSON Value: Is not object"
            })
    void members_ofTheWrongType_areRefusedByName(String json, String message) {
        assertThat(failure(json.getBytes(UTF_8), FLOAT)).isEqualTo(message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u00FF",
                "\u00C3",
                "\u00C3(",
                "\u00C0\u0080",
                "\u00ED\u00A0\u0080",
                "\u00F5\u0080\u0080\u0080",
                "\u0080",
                "\u00E2\u0082"
            })
    void utf8_invalid_isRefusedWhereverItStands(String bytes) {
        for (String json : new String[] {
            "{\"inputs\":\"" + bytes + "\"}",
            "{\"" + bytes + "\":1,\"inputs\":\"\"}",
            "{\"signature_name\":\"" + bytes + "\",\"inputs\":\"\"}",
            "{\"inputs\":{\"" + bytes + "\":1,\"x\":\"\"}}"
        }) {
            assertThat(failure(json.getBytes(ISO_8859_1), STRING))
                    .startsWith("JSON Parse error: Invalid encoding in string. at offset: ");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "9223372036854775808",
                "-9223372036854775809",
                "1e3",
                "1.0",
                "NaN",
                "Infinity",
                "123456789012345678901234567890"
            })
    void integer_outOfRangeOrDecimal_isRefused(String number) {
        assertThat(failure(("{\"inputs\":[" + number + "]}").getBytes(UTF_8), INT))
                .startsWith("input x[0] is ")
                .contains("int64");
    }

    @ParameterizedTest
    @ValueSource(strings = {"01", "+1", ".5", "1.", "1e", "0x1", "--1", "-", "Nan", "infinity", "- 1"})
    void number_thatIsNone_isAParseError(String number) {
        assertThat(failure(("{\"inputs\":[" + number + "]}").getBytes(UTF_8), FLOAT))
                .startsWith("JSON Parse error: ");
    }

    @Test
    void base64_lineEnds_arePassedOver_anythingElseIsRefused() {
        byte[] lines = "{\"inputs\":{\"b64\":\"aGVs\\nbG8=\\r\\n\"}}".getBytes(UTF_8);
        assertThat(new PredictRequestJson(lines, LIMIT).decode(STRING)).containsKey("x");
        for (String text : new String[] {"aGVsbG8-", "aGVsb", "aGVsbG8=a", "é"}) {
            assertThat(failure(("{\"inputs\":{\"b64\":\"" + text + "\"}}").getBytes(UTF_8), STRING))
                    .isEqualTo("input x is not decodable as base64");
        }
    }
}
