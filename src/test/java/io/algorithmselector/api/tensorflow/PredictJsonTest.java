package io.algorithmselector.api.tensorflow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.algorithmselector.model.DataType;
import io.algorithmselector.model.Failure;
import io.algorithmselector.model.ServingException;
import io.algorithmselector.model.Shape;
import io.algorithmselector.model.ShapeSpec;
import io.algorithmselector.model.Signature;
import io.algorithmselector.model.Tensor;
import io.algorithmselector.model.TensorSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PredictJsonTest {
    private static final long LIMIT = 100_000_000;

    private static TensorSpec spec(String name, DataType type) {
        return new TensorSpec(name, type, ShapeSpec.UNKNOWN_RANK);
    }

    private static Signature signature(TensorSpec... inputs) {
        return Signature.of(Signature.DEFAULT, Signature.PREDICT, List.of(inputs), List.of());
    }

    private static final Signature FLOAT = signature(spec("x", DataType.FLOAT32));
    private static final Signature INT = signature(spec("x", DataType.INT32));
    private static final Signature STRING = signature(spec("s", DataType.STRING));
    private static final Signature TWO = signature(spec("a", DataType.FLOAT32), spec("b", DataType.STRING));

    private static Map<String, Tensor> decode(String json, Signature signature) {
        return new PredictRequestJson(json.getBytes(UTF_8), LIMIT).decode(signature);
    }

    private static Tensor only(String json, Signature signature) {
        Map<String, Tensor> inputs = decode(json, signature);
        assertThat(inputs).hasSize(1);
        return inputs.values().iterator().next();
    }

    private static String reencode(String json, Signature signature) {
        PredictRequestJson request = new PredictRequestJson(json.getBytes(UTF_8), LIMIT);
        SequencedMap<String, Tensor> tensors = new TreeMap<>(request.decode(signature));
        return new String(PredictResponseJson.encode(request.format(), tensors), UTF_8);
    }

    private static String failure(String json, Signature signature) {
        ServingException exception = catchThrowableOfType(ServingException.class, () -> reencode(json, signature));
        assertThat(exception).as(json).isNotNull();
        assertThat(exception.failure()).isInstanceOf(Failure.InvalidInput.class);
        return exception.failure().message();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"instances\":[1,2.5,-3e2]} | [3] | {\"predictions\":[1.0,2.5,-300.0]}",
                "{\"instances\":[[1,2],[3,4],[5,6]]} | [3,2] | {\"predictions\":[[1.0,2.0],[3.0,4.0],[5.0,6.0]]}",
                "{\"instances\":[{\"x\":[1]},{\"x\":[2]}]} | [2,1] | {\"predictions\":[[1.0],[2.0]]}",
                "{\"instances\":[[],[]]} | [2,0] | {\"predictions\":[[],[]]}",
                "{\"inputs\":7} | [] | {\"outputs\":7.0}",
                "{\"inputs\":[]} | [0] | {\"outputs\":[]}",
                "{\"inputs\":[[[1],[2]]]} | [1,2,1] | {\"outputs\":[[[1.0],[2.0]]]}",
                "{\"inputs\":{\"x\":[1,2],\"extra\":[{}]}} | [2] | {\"outputs\":[1.0,2.0]}",
                "{\"inputs\":[NaN,Infinity,-Infinity,1e39,-1e39,1e400]} | [6] | {\"outputs\":[NaN,Infinity,-Infinity,Infinity,-Infinity,Infinity]}",
                "{\"extra\":{\"inputs\":1},\"inputs\":[0.1],\"more\":\"\\\"\"} | [1] | {\"outputs\":[0.1]}",
                "{\"inputs\":[16777217]} | [1] | {\"outputs\":[16777216.0]}",
                "{\"inputs\":[1]}] trailing garbage | [1] | {\"outputs\":[1.0]}"
            })
    void floats_everyForm_keepShapeAndFormat(String json, String shape, String answer) {
        assertThat(only(json, FLOAT).shape()).hasToString(shape);
        assertThat(reencode(json, FLOAT)).isEqualTo(answer);
    }

    @Test
    void severalInputs_rowsAndColumns_keepTheirNames() {
        String rows = "{\"instances\":[{\"a\":[1,2],\"b\":\"x\"},{\"b\":{\"b64\":\"eQ==\"},\"a\":[3,4]}]}";
        assertThat(reencode(rows, TWO))
                .isEqualTo("{\"predictions\":[{\"a\":[1.0,2.0],\"b\":\"x\"},{\"a\":[3.0,4.0],\"b\":\"y\"}]}");
        String columns = "{\"inputs\":{\"b\":[\"x\"],\"a\":1}}";
        assertThat(reencode(columns, TWO)).isEqualTo("{\"outputs\":{\"a\":1.0,\"b\":[\"x\"]}}");
    }

    @Test
    void strings_base64OnlyAsTheSoleKey() {
        assertThat(reencode("{\"instances\":[{\"b64\":\"aGVsbG8=\"},\"w\\u00f6rld\"]}", STRING))
                .isEqualTo("{\"predictions\":[\"hello\",\"wörld\"]}");
        assertThat(reencode("{\"inputs\":{\"b64\":\"aGVsbG8\"}}", STRING)).isEqualTo("{\"outputs\":\"hello\"}");
        assertThat(reencode("{\"inputs\":{\"s\":{\"b64\":\"aGVs\\u0062G8\"}}}", STRING))
                .isEqualTo("{\"outputs\":\"hello\"}");
        assertThat(failure("{\"inputs\":{\"s\":[{\"b64\":\"aGVsbG8=\",\"x\":1}]}}", STRING))
                .startsWith("input s[0] is an object other than");
        assertThat(failure("{\"inputs\":{\"s\":[{\"b64\":\"%%\"}]}}", STRING))
                .startsWith("input s[0] is not decodable as base64");
    }

    @Test
    void strings_outputNamedBytes_isBase64() {
        SequencedMap<String, Tensor> outputs = new TreeMap<>();
        outputs.put("raw_bytes", new Tensor.Strings(Shape.of(1), List.of("hello".getBytes(UTF_8))));
        outputs.put("text", new Tensor.Strings(Shape.of(1), List.of("hello".getBytes(UTF_8))));
        assertThat(new String(PredictResponseJson.encode(PredictFormat.ROW, outputs), UTF_8))
                .isEqualTo("{\"predictions\":[{\"raw_bytes\":{\"b64\":\"aGVsbG8=\"},\"text\":\"hello\"}]}");
    }

    @ParameterizedTest
    @CsvSource({
        "INT8, -128, 127",
        "UINT8, 0, 255",
        "INT16, -32768, 32767",
        "UINT16, 0, 65535",
        "INT32, -2147483648, 2147483647",
        "UINT32, 0, 4294967295",
        "INT64, -9223372036854775808, 9223372036854775807",
        "UINT64, 0, 18446744073709551615"
    })
    void integers_extremes_areReadAndWritten_beyondThemRefused(DataType type, String least, String most) {
        Signature signature = signature(spec("x", type));
        String extremes = "[" + least + "," + most + "]";
        assertThat(reencode("{\"inputs\":" + extremes + "}", signature)).isEqualTo("{\"outputs\":" + extremes + "}");
        for (String beyond : new String[] {
            new java.math.BigInteger(least).subtract(java.math.BigInteger.ONE).toString(),
            new java.math.BigInteger(most).add(java.math.BigInteger.ONE).toString()
        }) {
            assertThat(failure("{\"inputs\":[0," + beyond + "]}", signature))
                    .isEqualTo("input x[1] is the number " + beyond + ", which is out of the range of " + type);
        }
        assertThat(failure("{\"inputs\":[1.5]}", signature))
                .isEqualTo("input x[0] is the number 1.5, expected " + type);
    }

    @Test
    void halves_boolsAndDoubles_areServed() {
        assertThat(reencode("{\"inputs\":[0.1,65504,1e9,-0.0]}", signature(spec("x", DataType.FLOAT16))))
                .isEqualTo("{\"outputs\":[0.0999755859,65504.0,Infinity,-0.0]}");
        assertThat(reencode("{\"inputs\":[1.00390625,1.01171875,NaN]}", signature(spec("x", DataType.BFLOAT16))))
                .isEqualTo("{\"outputs\":[1.0,1.015625,NaN]}");
        assertThat(reencode("{\"inputs\":[true,false]}", signature(spec("x", DataType.BOOL))))
                .isEqualTo("{\"outputs\":[true,false]}");
        assertThat(reencode("{\"inputs\":[0.30000000000000004]}", signature(spec("x", DataType.FLOAT64))))
                .isEqualTo("{\"outputs\":[0.30000000000000004]}");
        assertThat(failure("{\"inputs\":[1]}", signature(spec("x", DataType.BOOL))))
                .isEqualTo("input x[0] is the number 1, expected true or false");
    }

    @ParameterizedTest
    @EnumSource(names = {"COMPLEX64", "COMPLEX128", "QINT8", "INT4", "FLOAT8_E5M2"})
    void types_withoutAForm_areUnsupported(DataType type) {
        assertThatThrownBy(() -> decode("{\"inputs\":[1]}", signature(spec("x", type))))
                .isInstanceOfSatisfying(
                        ServingException.class, e -> assertThat(e.failure()).isInstanceOf(Failure.Unsupported.class));
        SequencedMap<String, Tensor> outputs = new TreeMap<>();
        outputs.put("y", Tensor.Numeric.of(type, Shape.of(1), new byte[type.size()]));
        assertThatThrownBy(() -> PredictResponseJson.encode(PredictFormat.COLUMN, outputs))
                .hasMessageContaining("output y is " + type);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`` | JSON Parse error: The document is empty",
                "`  ` | JSON Parse error: The document is empty",
                "hello | JSON Parse error: Invalid value. at offset: 0",
                "[1] | JSON Value: Is not object",
                "{} | Missing 'inputs' or 'instances' key",
                "{\"x\":[1]} | Missing 'inputs' or 'instances' key",
                "{\"instances\":[1],\"inputs\":[1]} | JSON Value: Not formatted correctly expecting only one of 'inputs' or 'instances' keys to exist",
                "{\"inputs\":[1],\"inputs\":[1]} | JSON Value: 'inputs' key exists twice",
                "{\"signature_name\":\"a\",\"signature_name\":\"b\",\"inputs\":[1]} | JSON Value: 'signature_name' key exists twice",
                "{\"signature_name\":5,\"inputs\":[1]} | JSON Value: not formatted correctly. 'signature_name' key must be a string value.",
                "{\"instances\":5} | JSON Value: Expecting 'instances' to be an list/array",
                "{\"instances\":[]} | JSON Value: No values in 'instances' array",
                "{\"instances\":[[1,2],[3]]} | input x[1] is a list of 1, expected 2 as in the first one",
                "{\"instances\":[[1,2],[3,4,5]]} | input x[1] is a list of 3, expected 2 as in the first one",
                "{\"instances\":[1,[1]]} | input x[1] is a list, expected int32",
                "{\"instances\":[[1],1]} | input x[1] is a value at level 0, expected at level 1",
                "{\"instances\":[[[1]],[[1],2]]} | input x[1][1] is a value at level 1, expected at level 2",
                "{\"inputs\":[[1,[2]]]} | input x[0][1] is a list, expected int32",
                "{\"inputs\":[[1,2],[3,\"a\"]]} | input x[1][1] is a string, expected int32",
                "{\"inputs\":[null]} | input x[0] is null, expected int32",
                "{\"inputs\":[{}]} | input x[0] is an object, expected int32",
                "{\"inputs\":{\"y\":1}} | Missing named input: x in 'inputs' object.",
                "{\"inputs\":{\"x\":1,\"x\":1}} | key x exists twice in 'inputs' object.",
                "{\"instances\":[{\"x\":1},2]} | Expecting object but got list at item 1 of input list",
                "{\"instances\":[1,{\"x\":2}]} | Expecting value/list but got object at item 1 of input list",
                "{\"instances\":[{\"x\":1},{\"x\":1,\"y\":2}]} | Failed to process element: 1 of 'instances' list. Error: JSON object: does not have named input: y",
                "{\"instances\":[{\"x\":1},{\"x\":1,\"x\":2}]} | Failed to process element: 1 of 'instances' list. Error: key x exists twice",
                "{\"instances\":[{\"x\":1},{}]} | Failed to process element: 1 of 'instances' list. Error: JSON object: misses named input: x",
                "{\"instances\":[{\"x\":[1,2]},{\"x\":[1]}]} | input x[1] is a list of 1, expected 2 as in the first one",
                "{\"inputs\":[1,2} | JSON Parse error: Missing a comma or ] after an array element. at offset: 14",
                "{\"inputs\":[1] \"a\":1} | JSON Parse error: Missing a comma or } after an object member. at offset: 14",
                "{\"inputs\":[1,]} | JSON Parse error: Invalid value. at offset: 13"
            })
    void malformed_isRefused_sayingWhatAndWhere(String json, String message) {
        assertThat(failure(json, INT)).isEqualTo(message);
    }

    @Test
    void severalInputs_plainValues_areRefused() {
        assertThat(failure("{\"instances\":[1]}", TWO)).startsWith("instances is a plain list");
        assertThat(failure("{\"inputs\":[1]}", TWO)).startsWith("inputs is a plain value/list");
    }

    @Test
    void signatureName_isFoundWhereverItStands() {
        assertThat(new PredictRequestJson("{\"signature_name\":\"s\\u0031\",\"inputs\":".getBytes(UTF_8), LIMIT)
                        .signatureName())
                .isEqualTo("s1");
        String last =
                "{\"inputs\":[[1,\"}]\",{\"signature_name\":\"no\"}]], \"x\":123456789, \"signature_name\" : \"yes\"}";
        assertThat(new PredictRequestJson(last.getBytes(UTF_8), LIMIT).signatureName())
                .isEqualTo("yes");
        assertThat(new PredictRequestJson("{\"inputs\":1}".getBytes(UTF_8), LIMIT).signatureName())
                .isEmpty();
    }

    @Test
    void nesting_halfAMillionLevels_isRefused() {
        String deep = "[".repeat(500_000) + "]".repeat(500_000);
        assertThat(failure("{\"inputs\":" + deep + "}", INT)).contains("is a list, expected at most 254 levels");
        assertThat(failure("{\"instances\":" + deep + "}", INT)).contains("expected at most 254 levels");
        assertThat(failure("{\"instances\":[{\"x\":" + deep + "}]}", INT)).contains("expected at most 254 levels");
        assertThat(failure("{\"x\":" + deep + "}", INT)).isEqualTo("Missing 'inputs' or 'instances' key");
        assertThat(failure("{\"x\":" + "{\"a\":".repeat(500_000), INT)).startsWith("JSON Parse error:");
        assertThat(failure("[".repeat(500_000), INT)).startsWith("JSON Parse error:");
    }

    @Test
    void truncated_atEveryByte_isAServingExceptionAndNothingElse() {
        byte[] rows =
                ("{\"signature_name\":\"serving_default\",\"instances\":[{\"a\":[1.5e3,-Infinity],\"b\":\"é\\uD83D\\uDE00\"},"
                                + "{\"b\":{\"b64\":\"eQ==\"},\"a\":[NaN,0.1]}],\"x\":[{\"y\":null},true,false]}")
                        .getBytes(UTF_8);
        decode(new String(rows, UTF_8), TWO);
        for (int length = 0; length < rows.length; length++) {
            byte[] cut = Arrays.copyOf(rows, length);
            assertThatThrownBy(() -> new PredictRequestJson(cut, LIMIT).decode(TWO))
                    .as("cut at %d", length)
                    .isInstanceOf(ServingException.class);
        }
    }

    @Test
    void garbled_anyByte_isReadOrAServingExceptionAndNothingElse() {
        byte[] rows =
                "{\"instances\":[{\"a\":[1.5e3,-Infinity],\"b\":\"é\\u00e9\"},{\"b\":{\"b64\":\"eQ==\"},\"a\":[NaN,0.1]}]}"
                        .getBytes(UTF_8);
        SplittableRandom random = new SplittableRandom(99);
        int refused = 0;
        for (int i = 0; i < 50_000; i++) {
            byte[] garbled = rows.clone();
            for (int k = random.nextInt(1, 4); k > 0; k--) {
                garbled[random.nextInt(garbled.length)] = (byte) random.nextInt(256);
            }
            try {
                new PredictRequestJson(garbled, LIMIT).decode(TWO);
            } catch (ServingException e) {
                refused++;
            }
        }
        assertThat(refused).isBetween(30_000, 50_000);
    }

    @Test
    void floats_randomSeed5_comeBackBitByBit() {
        SplittableRandom random = new SplittableRandom(5);
        byte[] bits = new byte[4 * 3000];
        random.nextBytes(bits);
        comeBack(Tensor.Numeric.of(DataType.FLOAT32, Shape.of(3, 20, 50), bits), Float.BYTES);
    }

    @Test
    void doubles_randomSeed6_comeBackBitByBit() {
        SplittableRandom random = new SplittableRandom(6);
        byte[] bits = new byte[8 * 3000];
        random.nextBytes(bits);
        comeBack(Tensor.Numeric.of(DataType.FLOAT64, Shape.of(3000, 1), bits), Double.BYTES);
    }

    private static void comeBack(Tensor.Numeric tensor, int size) {
        for (PredictFormat format : PredictFormat.values()) {
            SequencedMap<String, Tensor> outputs = new TreeMap<>(Map.of("x", tensor));
            String answer = new String(PredictResponseJson.encode(format, outputs), UTF_8);
            String request = answer.replace("predictions", "instances").replace("outputs", "inputs");
            Tensor read = only(request, signature(spec("x", tensor.type())));
            assertThat(read.shape()).isEqualTo(tensor.shape());
            byte[] expected = withOneNaN(tensor.data().asByteBuffer(), size);
            assertThat(withOneNaN(((Tensor.Numeric) read).data().asByteBuffer(), size))
                    .isEqualTo(expected);
        }
    }

    /** NaN is one word in JSON: its bits do not come back. */
    private static byte[] withOneNaN(java.nio.ByteBuffer bits, int size) {
        java.nio.ByteBuffer in = bits.order(java.nio.ByteOrder.LITTLE_ENDIAN);
        java.nio.ByteBuffer out = java.nio.ByteBuffer.allocate(in.remaining());
        while (in.hasRemaining()) {
            if (size == Float.BYTES) {
                out.putInt(Float.floatToIntBits(in.getFloat()));
            } else {
                out.putLong(Double.doubleToLongBits(in.getDouble()));
            }
        }
        return out.array();
    }

    @Test
    void rows_outputsThatDoNotFit_areRefusedInTensorFlowServingsWords() {
        SequencedMap<String, Tensor> outputs = new TreeMap<>();
        assertThatThrownBy(() -> PredictResponseJson.encode(PredictFormat.ROW, outputs))
                .hasMessage("Cannot convert empty tensor map to JSON");
        outputs.put("a", Tensor.Numeric.of(DataType.INT8, Shape.of(2), new byte[2]));
        outputs.put("b", Tensor.Numeric.of(DataType.INT8, Shape.of(1, 2), new byte[2]));
        assertThatThrownBy(() -> PredictResponseJson.encode(PredictFormat.ROW, outputs))
                .hasMessage("Tensor name: b has inconsistent batch size: 1 expecting: 2");
        outputs.put("b", Tensor.Numeric.of(DataType.INT8, Shape.SCALAR, new byte[1]));
        assertThatThrownBy(() -> PredictResponseJson.encode(PredictFormat.ROW, outputs))
                .hasMessageContaining("Tensor name: b has no shape information");
    }

    @Test
    void rows_emptyBatch_isAnEmptyList() {
        SequencedMap<String, Tensor> outputs = new TreeMap<>();
        outputs.put("a", Tensor.Numeric.of(DataType.INT8, Shape.of(0, 2), new byte[0]));
        assertThat(new String(PredictResponseJson.encode(PredictFormat.ROW, outputs), UTF_8))
                .isEqualTo("{\"predictions\":[]}");
    }
}
