package io.algorithmselector.api.openinference;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.algorithmselector.model.DataType;
import io.algorithmselector.model.Failure;
import io.algorithmselector.model.ServingException;
import io.algorithmselector.model.Shape;
import io.algorithmselector.model.ShapeSpec;
import io.algorithmselector.model.Signature;
import io.algorithmselector.model.Tensor;
import io.algorithmselector.model.TensorSpec;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Objects;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests in JSON, with binary data behind it, and without any JSON. */
class InferBodyTest {
    private static final long LIMIT = 1 << 20;
    private static final String X =
            "{\"name\": \"x\", \"datatype\": \"FP32\", \"shape\": [2, 2], \"data\": [1, 2, 3, 4]}";

    private static Signature signature(TensorSpec... inputs) {
        return Signature.of("s", Signature.PREDICT, List.of(inputs), List.of());
    }

    private static TensorSpec any(String name, DataType type) {
        return new TensorSpec(name, type, ShapeSpec.UNKNOWN_RANK);
    }

    private static InferRequest read(String json) {
        return InferBody.read(json.getBytes(UTF_8), List.of(), LIMIT);
    }

    private static InferRequest read(String json, byte[] binary) {
        byte[] text = json.getBytes(UTF_8);
        return InferBody.read(join(text, binary), List.of(Integer.toString(text.length)), LIMIT);
    }

    private static byte[] join(byte[] first, byte[] second) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        joined.writeBytes(first);
        joined.writeBytes(second);
        return joined.toByteArray();
    }

    private static String inputs(String... inputs) {
        return "{\"inputs\": [" + String.join(", ", inputs) + "]}";
    }

    private static String input(DataType type, String shape, String data) {
        return inputs("{\"name\": \"x\", \"datatype\": \"" + Datatype.text(type) + "\", \"shape\": " + shape
                + ", \"data\": " + data + "}");
    }

    private static Tensor decode(DataType type, String shape, String data) {
        return x(read(input(type, shape, data)).inputs().decode(signature(any("x", type))));
    }

    private static Tensor x(Map<String, Tensor> tensors) {
        return Objects.requireNonNull(tensors.get("x"));
    }

    private static float[] floats(Tensor tensor) {
        return ((Tensor.Numeric) tensor).data().toArray(ValueLayout.JAVA_FLOAT_UNALIGNED);
    }

    private static void assertInvalid(ThrowingCallable call, String message) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ServingException.class, e -> assertThat(e.failure()).isInstanceOf(Failure.InvalidInput.class))
                .hasMessageContaining(message);
    }

    // ---- members ----

    @Test
    void members_all_areRead() {
        InferRequest request =
                read("{\"id\": \"4\\u00e4\", \"parameters\": {\"signature_name\": \"f\", \"binary_data_output\": true,"
                        + " \"priority\": 3, \"ratio\": 0.5, \"unknown\": \"\"}, \"inputs\": [" + X
                        + "], \"outputs\": [{\"name\": \"y\", \"parameters\": {\"binary_data\": false, \"classification\": 2}},"
                        + " {\"name\": \"z\"}]}");
        assertThat(request.id()).isEqualTo("4ä");
        assertThat(request.parameters().signature()).isEqualTo("f");
        assertThat(request.parameters().binaryDataOutput()).isTrue();
        assertThat(request.outputs()).extracting(RequestedOutput::name).containsExactly("y", "z");
        assertThat(request.outputs().getFirst().parameters().binaryData()).isFalse();
        assertThat(request.outputs().getFirst().parameters().classification()).isEqualTo(2);
        assertThat(request.outputs().getLast().parameters()).isEqualTo(InferParameters.NONE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"data\": [1, 2, 3, 4], \"shape\": [2, 2], \"datatype\": \"FP32\", \"name\": \"x\"}",
                "{\"shape\": [2, 2], \"data\": [[1, 2], [3, 4]], \"name\": \"x\", \"datatype\": \"FP32\"}",
                "{\"n\\u0061me\": \"x\", \"data\": [1e0, 2.0, 3, 4], \"parameters\": {}, \"datatype\": \"FP32\", \"shape\": [2, 2]}",
                "{\"name\": \"x\", \"parameters\": null, \"more\": {\"a\": [1, {\"data\": \"]\"}]}, \"datatype\": \"FP32\","
                        + " \"shape\": [2, 2], \"data\": [1, 2, 3, 4]}"
            })
    void inputMembers_inAnyOrder_areTheSameTensor(String input) {
        Tensor tensor = x(read("{\"outputs\": [], \"inputs\": [" + input + "], \"id\": \"1\", \"parameters\": {}}")
                .inputs()
                .decode(signature(any("x", DataType.FLOAT32))));
        assertThat(tensor.shape()).isEqualTo(Shape.of(2, 2));
        assertThat(floats(tensor)).containsExactly(1, 2, 3, 4);
    }

    @Test
    void inputs_several_areReadEachFromItsPlace() {
        Map<String, Tensor> tensors = read(inputs(
                        "{\"name\": \"a\", \"data\": [1, 2], \"datatype\": \"FP32\", \"shape\": [2]}",
                        "{\"name\": \"b\", \"datatype\": \"BYTES\", \"shape\": [2], \"data\": [\"]\\\"\", \"ä\"]}",
                        "{\"name\": \"c\", \"datatype\": \"FP32\", \"shape\": [1], \"data\": [3]}"))
                .inputs()
                .decode(signature(any("c", DataType.FLOAT32), any("a", DataType.FLOAT32), any("b", DataType.STRING)));
        assertThat(floats(Objects.requireNonNull(tensors.get("a")))).containsExactly(1, 2);
        assertThat(floats(Objects.requireNonNull(tensors.get("c")))).containsExactly(3);
        assertThat(tensors.get("b"))
                .isInstanceOfSatisfying(
                        Tensor.Strings.class,
                        strings -> assertThat(strings.elements())
                                .containsExactly("]\"".getBytes(UTF_8), "ä".getBytes(UTF_8)));
    }

    @Test
    void membersThatAreNull_countAsNotThere() {
        InferRequest request = read("{\"id\": null, \"parameters\": null, \"outputs\": null, \"inputs\": [" + X + "]}");
        assertThat(request.id()).isNull();
        assertThat(request.outputs()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | JSON Parse error: The document is empty at offset: 0",
                "'  ' | JSON Parse error: The document is empty at offset: 2",
                "[] | the request is not an object",
                "1 | the request is not an object",
                "{} | the request has no inputs",
                "{\"inputs\": {}} | inputs is not a list",
                "{\"inputs\": null} | inputs is not a list",
                "{\"inputs\": [1]} | inputs[0] is not an object",
                "{\"inputs\": [], \"inputs\": []} | inputs is there twice",
                "{\"id\": 1, \"inputs\": []} | id is not a string",
                "{\"id\": \"\", \"id\": \"\", \"inputs\": []} | id is there twice",
                "{\"parameters\": [], \"inputs\": []} | the parameters of the request is not an object",
                "{\"parameters\": {}, \"parameters\": {}, \"inputs\": []} | parameters is there twice",
                "{\"parameters\": {\"p\": null}, \"inputs\": []} | the request has for the parameter p neither",
                "{\"parameters\": {\"p\": [1]}, \"inputs\": []} | the request has for the parameter p neither",
                "{\"parameters\": {\"p\": {}}, \"inputs\": []} | the request has for the parameter p neither",
                "{\"parameters\": {\"p\": 1, \"p\": 1}, \"inputs\": []} | the request has the parameter p twice",
                "{\"parameters\": {\"signature_name\": 1}, \"inputs\": []} | the request has 1 for the parameter signature_name",
                "{\"parameters\": {\"binary_data_output\": 1}, \"inputs\": []} | parameter binary_data_output, expected true or false",
                "{\"outputs\": {}, \"inputs\": []} | outputs is not a list",
                "{\"outputs\": [\"y\"], \"inputs\": []} | outputs[0] is not an object",
                "{\"outputs\": [{}], \"inputs\": []} | outputs[0] has no name",
                "{\"outputs\": [{\"name\": 1}], \"inputs\": []} | name of outputs[0] is not a string",
                "{\"outputs\": [{\"name\": \"y\", \"name\": \"y\"}], \"inputs\": []} | name of outputs[0] is there twice",
                "{\"outputs\": [{\"name\": \"y\", \"parameters\": {\"binary_data\": \"true\"}}], \"inputs\": []} | output y has 'true' for the parameter binary_data",
                "{\"outputs\": [{\"name\": \"y\", \"parameters\": {\"classification\": 0}}], \"inputs\": []} | output y has 0 for the parameter classification",
                "{\"outputs\": [{\"name\": \"y\", \"parameters\": {\"classification\": 1.5}}], \"inputs\": []} | output y has 1.5 for the parameter classification",
                "{\"inputs\": [{}]} | inputs[0] has no name",
                "{\"inputs\": [{\"name\": \"x\", \"name\": \"x\"}]} | name of inputs[0] is there twice",
                "{\"inputs\": [{\"name\": \"x\"}]} | input x has no datatype",
                "{\"inputs\": [{\"name\": \"x\", \"datatype\": 1}]} | datatype of inputs[0] is not a string",
                "{\"inputs\": [{\"name\": \"x\", \"datatype\": \"FP32\"}]} | input x has no shape",
                "{\"inputs\": [{\"name\": \"x\", \"datatype\": \"FP32\", \"shape\": 1}]} | shape of inputs[0] is not a list",
                "{\"inputs\": [{\"name\": \"x\", \"datatype\": \"FP32\", \"shape\": [1.0]}]} | shape of inputs[0] has for dimension 0 no whole number",
                "{\"inputs\": [{\"name\": \"x\", \"datatype\": \"FP32\", \"shape\": [1, 99999999999999999999]}]} | shape of inputs[0] has for dimension 1 no whole number",
                "{\"inputs\": [{\"name\": \"x\", \"datatype\": \"FP32\", \"shape\": [\"1\"]}]} | shape of inputs[0] has for dimension 0 no whole number",
                "{\"inputs\": [{\"name\": \"x\", \"datatype\": \"FP32\", \"shape\": [1]}]} | input x has neither data nor binary_data_size",
                "{\"inputs\": [{\"name\": \"x\", \"datatype\": \"FP32\", \"shape\": [1], \"data\": [1], \"data\": [1]}]} | data of inputs[0] is there twice"
            })
    void request_malformed_isRefusedByName(String json, String message) {
        assertInvalid(() -> read(json), message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"inputs\": []}x | The document root must not be followed by other values. at offset: 14",
                "{\"inputs\": []}{} | The document root must not be followed by other values. at offset: 14",
                "{\"inputs\": [] | Missing a comma or } after an object member. at offset: 13",
                "{\"inputs\" [] | Missing a colon after a name of object member. at offset: 10",
                "{inputs: []} | Missing a name for object member. at offset: 1",
                "{\"inputs\": [{\"name\": \"x\", \"data\": [1, 2}], \"id\": [3]} | Missing a comma or ] after an array element. at offset: 39",
                "{\"inputs\": [{\"name\": \"x\", \"data\": [1, \"2]}]} | Missing a closing quotation mark in string. at offset: 44",
                "{\"inputs\": [{\"data\": [1,]}]} | Invalid value. at offset: 24",
                "{\"parameters\": {\"p\": tru}, \"inputs\": []} | Invalid value. at offset: 21",
                "{\"id\": \"\\x\", \"inputs\": []} | Invalid escape character in string. at offset: 9"
            })
    void json_malformed_isAParseErrorAtItsPlace(String json, String message) {
        assertInvalid(() -> read(json), "JSON Parse error: " + message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"id\": \"\u00ff\", \"inputs\": []}",
                "{\"inputs\": [{\"name\": \"\u00c0\u0080\"}]}",
                "{\"unknown\u00ff\": 1, \"inputs\": []}"
            })
    void text_thatIsNoUtf8_isRefused(String latin) {
        assertInvalid(
                () -> InferBody.read(latin.getBytes(ISO_8859_1), List.of(), LIMIT),
                "JSON Parse error: Invalid encoding in string.");
    }

    @Test
    void bytesElement_thatIsNoUtf8_isRefused() {
        byte[] json = input(DataType.STRING, "[1]", "[\"\u00ff\"]").getBytes(ISO_8859_1);
        InferRequest request = InferBody.read(json, List.of(), LIMIT);
        assertInvalid(
                () -> request.inputs().decode(signature(any("x", DataType.STRING))),
                "JSON Parse error: Invalid encoding in string.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"unknown\": %s, \"inputs\": []}",
                "{\"inputs\": [{\"unknown\": %s}]}",
                "{\"parameters\": {\"p\": %s}, \"inputs\": []}",
                "{\"outputs\": [{\"name\": \"y\", \"parameters\": {\"p\": %s}}], \"inputs\": []}",
                "{\"inputs\": [{\"name\": \"x\", \"datatype\": \"FP32\", \"shape\": %s}]}",
                "{\"inputs\": [{\"name\": %s}]}",
                "{\"id\": %s}"
            })
    void nesting_halfAMillionLevels_isAnAnswerAndNoStackOverflow(String template) {
        int levels = 500_000;
        assertNoOverflow(template.replace("%s", "[".repeat(levels) + "]".repeat(levels)));
        assertNoOverflow(template.replace("%s", "[".repeat(levels)));
        assertNoOverflow(template.replace("%s", "{\"a\":".repeat(levels) + "1" + "}".repeat(levels)));
    }

    private static void assertNoOverflow(String json) {
        try {
            read(json);
        } catch (ServingException refused) {
            assertThat(refused.failure()).isInstanceOf(Failure.InvalidInput.class);
        }
    }

    @Test
    void data_halfAMillionLevels_isRefused() {
        int levels = 500_000;
        assertInvalid(
                () -> decode(DataType.FLOAT32, "[1]", "[".repeat(levels) + "]".repeat(levels)),
                "is a list, expected at most 254 levels");
    }

    @Test
    void tensorsAndParameters_tooMany_areRefused() {
        String output = "{\"name\": \"y\"},";
        assertInvalid(
                () -> read("{\"outputs\": [" + output.repeat(InferRequestJson.MAX_TENSORS) + output + "{}]}"),
                "outputs has more than 10000 elements");
        List<String> parameters = new ArrayList<>();
        for (int i = 0; i < 257; i++) {
            parameters.add("\"p" + i + "\": 1");
        }
        assertInvalid(
                () -> read("{\"parameters\": {" + String.join(",", parameters) + "}}"),
                "the request has more than 256 parameters");
        assertInvalid(
                () -> read(inputs("{\"name\": \"x\", \"shape\": [" + "1,".repeat(300) + "1]}")),
                "shape of inputs[0] has more than 255 elements");
    }

    // ---- data in JSON ----

    @ParameterizedTest
    @EnumSource(
            value = DataType.class,
            names = {"INT8", "INT16", "INT32", "INT64", "UINT8", "UINT16", "UINT32", "UINT64"})
    void integers_extremes_areTheirLittleEndianBytes(DataType type) {
        boolean signed = type.name().startsWith("I");
        BigInteger range = BigInteger.TWO.pow(8 * type.size() - (signed ? 1 : 0));
        BigInteger least = signed ? range.negate() : BigInteger.ZERO;
        BigInteger most = range.subtract(BigInteger.ONE);
        Tensor.Numeric tensor = (Tensor.Numeric) decode(type, "[2]", "[" + least + "," + most + "]");
        byte[] bytes = tensor.data().toArray(ValueLayout.JAVA_BYTE);
        byte[] expected = new byte[2 * type.size()];
        Arrays.fill(expected, type.size(), expected.length, (byte) -1);
        if (signed) {
            expected[type.size() - 1] = Byte.MIN_VALUE;
            expected[expected.length - 1] = Byte.MAX_VALUE;
        }
        assertThat(bytes).isEqualTo(expected);
        assertInvalid(
                () -> decode(type, "[1]", "[" + least.subtract(BigInteger.ONE) + "]"), "out of the range of");
        assertInvalid(() -> decode(type, "[1]", "[" + most.add(BigInteger.ONE) + "]"), "out of the range of");
    }

    @Test
    void bools_areBytes() {
        Tensor.Numeric tensor = (Tensor.Numeric) decode(DataType.BOOL, "[2]", "[true, false]");
        assertThat(tensor.data().toArray(ValueLayout.JAVA_BYTE)).containsExactly(1, 0);
    }

    @Test
    void doubles_seventeenDigits_areExact() {
        Tensor.Numeric tensor =
                (Tensor.Numeric) decode(DataType.FLOAT64, "[2]", "[0.30000000000000004, -1.7976931348623157e308]");
        assertThat(tensor.data().toArray(ValueLayout.JAVA_DOUBLE_UNALIGNED))
                .containsExactly(0.1 + 0.2, -Double.MAX_VALUE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[2,2] | [1,2,3,4]",
                "[2,2] | [[1,2],[3,4]]",
                "[1,2,2] | [[[1,2],[3,4]]]",
                "[4] | [1,2,3,4]",
                "[2,1,2] | [[[1,2]],[[3,4]]]"
            })
    void data_nestedOrFlat_isRowMajor(String shape, String data) {
        assertThat(floats(decode(DataType.FLOAT32, shape, data))).containsExactly(1, 2, 3, 4);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"[] | 5", "[] | [5]", "[1] | [5]"})
    void data_ofOneElement_isRead(String shape, String data) {
        assertThat(floats(decode(DataType.FLOAT32, shape, data))).containsExactly(5);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"[0] | []", "[0,3] | []", "[2,0] | [[],[]]", "[0,99999999999] | []"})
    void data_ofNoElements_isRead(String shape, String data) {
        assertThat(decode(DataType.FLOAT32, shape, data).shape().elements()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "FLOAT32 | [2,2] | [1,2,3] | input x has data of shape [3], expected [2,2] or a flat list of 4",
                "FLOAT32 | [2,2] | [1,2,3,4,5] | input x has more than 4 elements",
                "FLOAT32 | [2,2] | [[1,2],[3]] | input x[1] is a list of 1, expected 2",
                "FLOAT32 | [2,2] | [[1,2,3],[4]] | input x[1] is a list of 1, expected 3",
                "FLOAT32 | [2,2] | [[1,2],3] | input x[1] is a value at level 1, expected at level 2",
                "FLOAT32 | [2,3] | [[1,2],[3,4],[5,6]] | input x has data of shape [3,2], expected [2,3] or a flat list of 6",
                "FLOAT32 | [1] | 5 | input x has data of shape [], expected [1] or a flat list of 1",
                "FLOAT32 | [1] | [[5]] | input x has data of shape [1,1], expected [1] or a flat list of 1",
                "FLOAT32 | [1] | [\"5\"] | input x[0] is a string, expected a number",
                "FLOAT32 | [1] | [null] | input x[0] is null, expected a number",
                "FLOAT32 | [1] | [1e39] | input x[0] is the number 1e39, which is out of the range of float32",
                "FLOAT32 | [1] | {} | input x is an object, expected a number",
                "INT32 | [1] | [1.5] | input x[0] is the number 1.5, expected int32",
                "INT32 | [1] | [true] | input x[0] is true, expected int32",
                "BOOL | [1] | [1] | input x[0] is the number 1, expected true or false",
                "STRING | [1] | [1] | input x[0] is the number 1, expected a string",
                "STRING | [1] | [{\"b64\": \"AA==\"}] | input x[0] is an object, expected a string",
                "FLOAT16 | [1] | [1] | input x is FP16, which is taken as binary data only",
                "BFLOAT16 | [1] | [1] | input x is BF16, which is taken as binary data only",
                "FLOAT32 | [-1] | [1] | negative dimension",
                "FLOAT32 | [4611686018427387904, 4] | [1] | too many elements",
                "FLOAT32 | [4611686018427387904] | [1] | input x does not fit",
                "FLOAT32 | [1000000] | [1] | input x does not fit",
                "STRING | [4611686018427387904] | [\"a\"] | input x does not fit"
            })
    void data_thatIsNotWhatIsDeclared_isRefused(DataType type, String shape, String data, String message) {
        assertInvalid(() -> decode(type, shape, data), message);
    }

    @Test
    void data_malformedBehindWhatWasJumpedOver_isAParseError() {
        assertInvalid(() -> decode(DataType.FLOAT32, "[2]", "[1 2]"), "Missing a comma or ] after an array element.");
    }

    @Test
    void inputs_wrongOnes_areRefusedByName() {
        InferRequest request = read(inputs(X));
        assertInvalid(
                () -> request.inputs().decode(signature(any("y", DataType.FLOAT32))),
                "input y of signature s is missing");
        assertInvalid(() -> request.inputs().decode(signature()), "input x is not one of signature s");
        assertInvalid(
                () -> request.inputs().decode(signature(any("x", DataType.INT32))),
                "input x has datatype FP32, expected INT32");
        assertInvalid(
                () -> read(inputs(X, X)).inputs().decode(signature(any("x", DataType.FLOAT32))),
                "input x is there twice");
        assertInvalid(
                () -> read(inputs(X.replace("FP32", "fp32"))).inputs().decode(signature(any("x", DataType.FLOAT32))),
                "input x has the unknown datatype 'fp32'");
    }

    // ---- binary data ----

    private static String binary(String name, Object size, String shape, String datatype) {
        return "{\"name\": \"" + name + "\", \"parameters\": {\"binary_data_size\": " + size + "}, \"shape\": " + shape
                + ", \"datatype\": \"" + datatype + "\"}";
    }

    @Test
    void binary_severalInputsMixedWithJson_areViewsOfTheBodyInOrder() {
        byte[] data = {1, 0, 0, 0, 2, 0, 0, 0, 1, 0, 3, 0, 0, 0, 'a', 'b', 'c'};
        byte[] json = inputs(
                        binary("a", 8, "[2]", "UINT32"),
                        "{\"name\": \"j\", \"datatype\": \"FP32\", \"shape\": [1], \"data\": [7]}",
                        binary("b", 2, "[2]", "BOOL"),
                        binary("c", 7, "[1]", "BYTES"))
                .getBytes(UTF_8);
        byte[] body = join(json, data);
        Map<String, Tensor> tensors = InferBody.read(body, List.of("" + json.length), LIMIT)
                .inputs()
                .decode(signature(
                        any("a", DataType.UINT32),
                        any("b", DataType.BOOL),
                        any("c", DataType.STRING),
                        any("j", DataType.FLOAT32)));
        assertThat(tensors.get("a")).isInstanceOfSatisfying(Tensor.Numeric.class, a -> {
            assertThat(a.data().toArray(ValueLayout.JAVA_INT_UNALIGNED)).containsExactly(1, 2);
            assertThat(a.data().heapBase()).as("a view of the body").containsSame(body);
        });
        assertThat(tensors.get("b"))
                .isInstanceOfSatisfying(
                        Tensor.Numeric.class,
                        b -> assertThat(b.data().toArray(ValueLayout.JAVA_BYTE)).containsExactly(1, 0));
        assertThat(tensors.get("c"))
                .isInstanceOfSatisfying(
                        Tensor.Strings.class, c -> assertThat(c.elements()).containsExactly("abc".getBytes(UTF_8)));
        assertThat(floats(Objects.requireNonNull(tensors.get("j")))).containsExactly(7);
    }

    @ParameterizedTest
    @EnumSource(
            value = DataType.class,
            names = {"FLOAT16", "BFLOAT16", "FLOAT64", "INT8", "UINT64"})
    void binary_ofAnyType_isTaken(DataType type) {
        byte[] data = new byte[2 * type.size()];
        Tensor tensor = x(read(inputs(binary("x", data.length, "[2]", Datatype.text(type))), data)
                .inputs()
                .decode(signature(any("x", type))));
        assertThat(tensor.type()).isEqualTo(type);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "-1 | [1] | input x has -1 for the parameter binary_data_size, expected a whole number from 0",
                "true | [1] | input x has true for the parameter binary_data_size",
                "\"4\" | [1] | input x has '4' for the parameter binary_data_size",
                "4.0 | [1] | input x has 4.0 for the parameter binary_data_size",
                "1e1 | [1] | input x has 10.0 for the parameter binary_data_size",
                "99999999999999999999 | [1] | input x has 1.0E20 for the parameter binary_data_size",
                "9223372036854775807 | [1] | input x has binary_data_size 9223372036854775807, but only 4 bytes are left",
                "5 | [1] | input x has binary_data_size 5, but only 4 bytes are left in the body",
                "3 | [1] | the body has 1 bytes after the JSON and the binary data of its inputs",
                "0 | [1] | the body has 4 bytes after the JSON and the binary data of its inputs",
                "4 | [2] | input x has 4 bytes of data; FP32 of shape [2] takes 4 for each of its elements"
            })
    void binary_ofWrongSize_isRefused(String size, String shape, String message) {
        assertInvalid(
                () -> read(inputs(binary("x", size, shape, "FP32")), new byte[4])
                        .inputs()
                        .decode(signature(any("x", DataType.FLOAT32))),
                message);
    }

    @Test
    void binary_sizesThatTogetherExceedTheBody_areRefused() {
        assertInvalid(
                () -> read(inputs(binary("a", 4, "[1]", "FP32"), binary("b", 4, "[1]", "FP32")), new byte[7]),
                "input b has binary_data_size 4, but only 3 bytes are left");
    }

    @Test
    void binary_besideData_isRefused() {
        assertInvalid(
                () -> read(
                        inputs("{\"name\": \"x\", \"datatype\": \"FP32\", \"shape\": [1], \"data\": [1],"
                                + " \"parameters\": {\"binary_data_size\": 4}}"),
                        new byte[4]),
                "input x has both data and binary_data_size");
    }

    @Test
    void binary_withoutTheHeader_isRefused() {
        assertInvalid(
                () -> read(inputs(binary("x", 4, "[1]", "FP32"))),
                "input x has binary_data_size 4, but the request has no header Inference-Header-Content-Length");
    }

    @Test
    void binary_ofNoElements_needsNoHeader() {
        assertThat(read(inputs(binary("x", 0, "[0]", "FP32"))).inputs().decode(signature(any("x", DataType.FLOAT32))))
                .containsKey("x");
    }

    @Test
    void binary_bytesWithALyingLength_areRefused() {
        byte[] lying = {9, 0, 0, 0, 'a'};
        assertInvalid(
                () -> read(inputs(binary("x", 5, "[1]", "BYTES")), lying)
                        .inputs()
                        .decode(signature(any("x", DataType.STRING))),
                "whose length says 9");
    }

    @Test
    void sharedMemory_isNotSupportedByName() {
        assertThatThrownBy(
                        () -> read(
                                inputs(
                                        "{\"name\": \"x\", \"datatype\": \"FP32\", \"shape\": [1], \"parameters\": {\"shared_memory_region\": \"r\"}}")))
                .isInstanceOfSatisfying(
                        ServingException.class, e -> assertThat(e.failure()).isInstanceOf(Failure.Unsupported.class))
                .hasMessageContaining("input x has the parameter shared_memory_region");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "15 | Inference-Header-Content-Length 15 is beyond the body of 14 bytes",
                "9223372036854775807 | is beyond the body",
                "99999999999999999999 | is beyond the body",
                "-1 | Inference-Header-Content-Length '-1' is not a whole number from 0",
                "+1 | is not a whole number",
                "1.0 | is not a whole number",
                "abc | Length 'abc' is not a whole number",
                "'' | Length '' is not a whole number",
                "5 | JSON Parse error: Missing a closing quotation mark in string. at offset: 5"
            })
    void headerLength_wrong_isRefused(String value, String message) {
        byte[] body = "{\"inputs\": []}".getBytes(UTF_8);
        assertInvalid(() -> InferBody.read(body, List.of(value), LIMIT), message);
    }

    @Test
    void headerLength_twice_isRefusedUnlessEqual() {
        byte[] body = "{\"inputs\": []}".getBytes(UTF_8);
        assertInvalid(() -> InferBody.read(body, List.of("14", "13"), LIMIT), "is there twice");
        assertThat(InferBody.read(body, List.of("14", "14"), LIMIT).outputs()).isEmpty();
    }

    // ---- no JSON ----

    private static Map<String, Tensor> raw(byte[] body, TensorSpec... inputs) {
        InferRequest request = InferBody.read(body, List.of("0"), LIMIT);
        assertThat(request.parameters().binaryDataOutput()).isTrue();
        return request.inputs().decode(signature(inputs));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"2,2 | [2,2]", "-1,2 | [2,2]", "2,-1 | [2,2]", "-1 | [4]", "4 | [4]", "1,-1,1 | [1,4,1]"})
    void raw_oneUnknownDimension_isAsLongAsTheBytes(String spec, String shape) {
        long[] dimensions = Arrays.stream(spec.split(","))
                .mapToLong(Long::parseLong)
                .toArray();
        byte[] body = new byte[16];
        Tensor tensor = x(raw(body, new TensorSpec("x", DataType.FLOAT32, ShapeSpec.of(dimensions))));
        assertThat(tensor.shape()).hasToString(shape);
        assertThat(((Tensor.Numeric) tensor).data().heapBase()).containsSame(body);
    }

    @Test
    void raw_unknownRank_isAVector() {
        assertThat(raw(new byte[6], any("x", DataType.INT16)).get("x"))
                .satisfies(x -> assertThat(x.shape()).isEqualTo(Shape.of(3)));
    }

    @Test
    void raw_bytes_isOneElement() {
        byte[] body = "a JPEG".getBytes(UTF_8);
        assertThat(raw(body, new TensorSpec("x", DataType.STRING, ShapeSpec.of(-1, 1)))
                        .get("x"))
                .isInstanceOfSatisfying(Tensor.Strings.class, x -> {
                    assertThat(x.shape()).isEqualTo(Shape.of(1, 1));
                    assertThat(x.elements()).containsExactly(body);
                });
    }

    @Test
    void raw_thatDoesNotFit_isRefused() {
        assertInvalid(
                () -> raw(new byte[6], any("x", DataType.FLOAT32)), "input x has 6 bytes of data; FP32 of shape [1]");
        assertInvalid(
                () -> raw(new byte[12], new TensorSpec("x", DataType.FLOAT32, ShapeSpec.of(2, 2))),
                "input x has 12 bytes of data");
        assertInvalid(
                () -> raw(new byte[12], new TensorSpec("x", DataType.FLOAT32, ShapeSpec.of(-1, 2))),
                "input x has 12 bytes of data");
        assertInvalid(
                () -> raw(new byte[12], new TensorSpec("x", DataType.FLOAT32, ShapeSpec.of(-1, -1))),
                "more than one unknown dimension: [-1,-1]");
        assertInvalid(
                () -> raw(new byte[4], any("a", DataType.FLOAT32), any("b", DataType.FLOAT32)),
                "a body without JSON is one input, but signature s takes [a, b]");
        assertInvalid(() -> raw(new byte[8], any("x", DataType.COMPLEX64)), "input x is COMPLEX64");
        assertInvalid(
                () -> raw(new byte[8], new TensorSpec("x", DataType.STRING, ShapeSpec.of(2))),
                "a body without JSON is one element, but input x takes BYTES of shape [2]");
    }
}
