package io.algorithmselector.api.tensorflow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.algorithmselector.api.json.JsonCursor;
import io.algorithmselector.model.Failure;
import io.algorithmselector.model.ServingException;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.example.BytesList;
import org.tensorflow.example.Example;
import org.tensorflow.example.Feature;
import org.tensorflow.example.Features;
import org.tensorflow.example.FloatList;
import org.tensorflow.example.Int64List;

/** Held against the generated classes. */
class ExampleWriterTest {
    private static byte[] write(String json) {
        return new ExampleWriter(new JsonCursor(json.getBytes(UTF_8)), 1_000_000).read();
    }

    private static Example parsed(byte[] example) {
        try {
            return Example.parseFrom(example);
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    private static Feature feature(String value) {
        return parsed(write("{\"f\":" + value + "}")).getFeatures().getFeatureOrThrow("f");
    }

    private static Feature ints(long... values) {
        Int64List.Builder list = Int64List.newBuilder();
        for (long value : values) {
            list.addValue(value);
        }
        return Feature.newBuilder().setInt64List(list).build();
    }

    private static Feature floats(float... values) {
        FloatList.Builder list = FloatList.newBuilder();
        for (float value : values) {
            list.addValue(value);
        }
        return Feature.newBuilder().setFloatList(list).build();
    }

    private static Feature bytes(String... values) {
        BytesList.Builder list = BytesList.newBuilder();
        for (String value : values) {
            list.addValue(ByteString.copyFromUtf8(value));
        }
        return Feature.newBuilder().setBytesList(list).build();
    }

    private static String failure(String json) {
        ServingException exception = catchThrowableOfType(ServingException.class, () -> write(json));
        assertThat(exception).as(json).isNotNull();
        assertThat(exception.failure()).isInstanceOf(Failure.InvalidInput.class);
        return exception.failure().message();
    }

    @Test
    void wholeNumbersAndTruthValues_areInt64() {
        assertThat(feature("[1,-2,0,-0]")).isEqualTo(ints(1, -2, 0, 0));
        assertThat(feature("7")).isEqualTo(ints(7));
        assertThat(feature("[9223372036854775807,-9223372036854775808]"))
                .isEqualTo(ints(Long.MAX_VALUE, Long.MIN_VALUE));
        assertThat(feature("[true,false,5]")).isEqualTo(ints(1, 0, 5));
        assertThat(feature("true")).isEqualTo(ints(1));
    }

    @Test
    void decimals_areFloats() {
        assertThat(feature("[1.0,-2.5e1,1e2,0.1]")).isEqualTo(floats(1, -25, 100, 0.1f));
        assertThat(feature("[NaN,Infinity,-Infinity,Inf]"))
                .isEqualTo(
                        floats(Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY));
        assertThat(feature("0.5")).isEqualTo(floats(0.5f));
    }

    @Test
    void numbersBeyondTheirType_areDecimalOrRefused() {
        assertThat(feature("[18446744073709551616,-9223372036854775809,1e39]"))
                .isEqualTo(floats(0x1p64f, -0x1p63f, Float.POSITIVE_INFINITY));
        for (String beyond : new String[] {"9223372036854775808", "18446744073709551615"}) {
            assertThat(failure("{\"f\":[" + beyond + "]}"))
                    .isEqualTo("Feature: f has uint64 element. Only int64 is supported.");
        }
    }

    @Test
    void stringsAndBase64_areBytes() {
        assertThat(feature("[\"a\",\"\",\"w\\u00f6\",{\"b64\":\"aGVsbG8=\"},{\"b64\":\"aGVs\\nbG8=\\n\"}]"))
                .isEqualTo(bytes("a", "", "wö", "hello", "hello"));
        assertThat(feature("\"one\"")).isEqualTo(bytes("one"));
        assertThat(feature("{\"b64\":\"\"}")).isEqualTo(bytes(""));
    }

    @Test
    void emptyList_isAFeatureOfNoKind() {
        assertThat(feature("[]")).isEqualTo(Feature.getDefaultInstance());
    }

    @Test
    void features_manyAndEmpty_areTheGeneratedMessagesBytes() {
        String json = "{\"long\":[" + "1.5,".repeat(199) + "1.5],\"empty\":[],\"i\":300,\"s\":\"x\"}";
        float[] longList = new float[200];
        java.util.Arrays.fill(longList, 1.5f);
        Example expected = Example.newBuilder()
                .setFeatures(Features.newBuilder()
                        .putFeature("long", floats(longList))
                        .putFeature("empty", Feature.getDefaultInstance())
                        .putFeature("i", ints(300))
                        .putFeature("s", bytes("x")))
                .build();
        assertThat(parsed(write(json))).isEqualTo(expected);
        assertThat(write(json)).hasSize(expected.getSerializedSize());
        assertThat(write("{}")).isEmpty();
    }

    @Test
    void lengths_aroundAByteOfTheirOwn_areRight() {
        for (int length : new int[] {0, 1, 118, 119, 120, 121, 122, 123, 124, 125, 126, 127, 128, 16_383, 16_384}) {
            String value = "v".repeat(length);
            assertThat(feature("\"" + value + "\"")).as("%d", length).isEqualTo(bytes(value));
            assertThat(parsed(write("{\"" + value + "\":1}")).getFeatures().getFeatureMap())
                    .containsEntry(value, ints(1));
        }
    }

    @Test
    void name_twice_theLastCounts() {
        Example example = parsed(write("{\"f\":1,\"g\":2,\"f\":\"x\"}"));
        assertThat(example.getFeatures().getFeatureMap())
                .containsEntry("f", bytes("x"))
                .hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"f\":[1,2.5]} | Unexpected element type in feature: f expecting type: int64",
                "{\"f\":[1,\"a\"]} | Unexpected element type in feature: f expecting type: int64",
                "{\"f\":[1.5,2]} | Unexpected element type in feature: f expecting type: float",
                "{\"f\":[1.5,true]} | Unexpected element type in feature: f expecting type: float",
                "{\"f\":[\"a\",1]} | Unexpected element type in feature: f expecting type: bytes",
                "{\"f\":[1,{\"b64\":\"\"}]} | Unexpected element type in feature: f expecting type: int64",
                "{\"f\":null} | Feature: f has element with unexpected JSON type: Null",
                "{\"f\":[null]} | Feature: f has element with unexpected JSON type: Null",
                "{\"f\":[[1]]} | Feature: f has element with unexpected JSON type: Array",
                "{\"f\":{}} | Feature: f has element with unexpected JSON type: Object",
                "{\"f\":{\"b64\":\"\",\"x\":1}} | Feature: f has element with unexpected JSON type: Object",
                "{\"f\":{\"b64\":1}} | Feature: f has element with unexpected JSON type: Object",
                "{\"f\":{\"b64\":\"%%\"}} | Unable to base64 decode the value of feature f",
                "[] | Example must be JSON object but got JSON Array",
                "\"x\" | Example must be JSON object but got JSON String",
                "5 | Example must be JSON object but got JSON Number",
                "null | Example must be JSON object but got JSON Null",
                "true | Example must be JSON object but got JSON True",
                "false | Example must be JSON object but got JSON False"
            })
    void wrongTypes_areRefusedInTensorFlowServingsWords(String json, String message) {
        assertThat(failure(json)).isEqualTo(message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{\"f\":[1,]}", "{\"f\":1", "{\"f\":-}", "{\"f\":nul}", "{\"f\":[1 2]}", "{f:1}", "", "{\"f\":"})
    void malformed_isAParseError(String json) {
        assertThat(failure(json)).startsWith("JSON Parse error: ");
    }

    @Test
    void nesting_halfAMillionLevels_isRefused() {
        String deep = "[".repeat(500_000) + "]".repeat(500_000);
        assertThat(failure("{\"f\":" + deep + "}"))
                .isEqualTo("Feature: f has element with unexpected JSON type: Array");
        assertThat(failure("{\"f\":" + "{\"a\":".repeat(500_000))).startsWith("JSON Parse error: ");
        assertThat(failure("[".repeat(500_000))).startsWith("JSON Parse error: ");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void garbled_anyByte_isReadOrAServingExceptionAndNothingElse(long seed) {
        byte[] json = "{\"f\":[1.5e3,-Infinity],\"g\":\"é\\u00e9\",\"h\":{\"b64\":\"eQ==\"},\"i\":[1,-2,true]}"
                .getBytes(UTF_8);
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 20_000; round++) {
            byte[] garbled = json.clone();
            for (int k = 0; k <= round % 3; k++) {
                garbled[random.nextInt(garbled.length)] = (byte) random.nextInt(256);
            }
            try {
                parsed(new ExampleWriter(new JsonCursor(garbled), 1_000_000).read());
            } catch (ServingException expected) {
                assertThat(expected.failure()).isInstanceOf(Failure.InvalidInput.class);
            }
        }
    }
}
