package io.algorithmselector.api.openinference;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.algorithmselector.inference.InferenceResult;
import io.algorithmselector.model.DataType;
import io.algorithmselector.model.Failure;
import io.algorithmselector.model.ServingException;
import io.algorithmselector.model.Shape;
import io.algorithmselector.model.ShapeSpec;
import io.algorithmselector.model.Signature;
import io.algorithmselector.model.Tensor;
import io.algorithmselector.model.TensorSpec;
import io.algorithmselector.model.VersionId;
import io.algorithmselector.testing.FakeModels;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InferAnswerTest {
    private static final Signature SIGNATURE = Signature.of("s", Signature.PREDICT, List.of(), List.of());
    private static final String HEAD = "{\"model_name\":\"m\",\"model_version\":\"3\",\"outputs\":[";

    private static InferRequest request(@Nullable String id, boolean binary, RequestedOutput... outputs) {
        InferParameters parameters =
                InferParameters.of("the request", Map.of("binary_data_output", new ParameterValue.Flag(binary)));
        return new InferRequest(id, parameters, List.of(outputs), signature -> Map.of());
    }

    private static RequestedOutput output(String name, String parameter, ParameterValue value) {
        return new RequestedOutput(name, InferParameters.of("output " + name, Map.of(parameter, value)));
    }

    private static InferenceResult result(Map<String, Tensor> outputs) {
        SequencedMap<String, Tensor> sorted = new TreeMap<>(outputs);
        return new InferenceResult(new VersionId("m", 3), SIGNATURE, sorted);
    }

    private static String json(InferAnswer answer) {
        return new String(answer.body(), 0, answer.jsonLength(), UTF_8);
    }

    private static byte[] binary(InferAnswer answer) {
        return Arrays.copyOfRange(answer.body(), answer.jsonLength(), answer.body().length);
    }

    private static String data(Tensor tensor) {
        String json = json(InferAnswer.of(request(null, false), result(Map.of("y", tensor))));
        return json.substring(json.indexOf("\"data\":") + 7, json.length() - 3);
    }

    @Test
    void json_outputs_areFlatAndInTheOrderOfTheirNames() {
        InferAnswer answer = InferAnswer.of(
                request("a\"b", false),
                result(Map.of(
                        "z",
                        FakeModels.floats(Shape.of(2, 1), 0.1f, -2),
                        "a",
                        new Tensor.Strings(Shape.SCALAR, List.of("\u00e4\n".getBytes(UTF_8))))));
        assertThat(json(answer))
                .isEqualTo("{\"model_name\":\"m\",\"model_version\":\"3\",\"id\":\"a\\\"b\",\"outputs\":["
                        + "{\"name\":\"a\",\"datatype\":\"BYTES\",\"shape\":[],\"data\":[\"\u00e4\\n\"]},"
                        + "{\"name\":\"z\",\"datatype\":\"FP32\",\"shape\":[2,1],\"data\":[0.1,-2.0]}]}");
        assertThat(answer.hasBinaryData()).isFalse();
    }

    @Test
    void binaryDataOutput_isForAllThatDoNotSayThemselves() {
        Tensor x = FakeModels.floats(Shape.of(1), 1);
        Tensor b = new Tensor.Strings(Shape.of(2), List.of("ab".getBytes(UTF_8), new byte[0]));
        InferAnswer answer = InferAnswer.of(
                request(
                        null,
                        true,
                        new RequestedOutput("x", InferParameters.NONE),
                        output("y", "binary_data", new ParameterValue.Flag(false)),
                        new RequestedOutput("b", InferParameters.NONE)),
                result(Map.of("x", x, "y", x, "b", b)));
        assertThat(json(answer))
                .isEqualTo(
                        HEAD
                                + "{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[1],\"parameters\":{\"binary_data_size\":4}},"
                                + "{\"name\":\"y\",\"datatype\":\"FP32\",\"shape\":[1],\"data\":[1.0]},"
                                + "{\"name\":\"b\",\"datatype\":\"BYTES\",\"shape\":[2],\"parameters\":{\"binary_data_size\":10}}]}");
        assertThat(binary(answer)).containsExactly(0, 0, 0x80, 0x3F, 2, 0, 0, 0, 'a', 'b', 0, 0, 0, 0);
        assertThat(answer.hasBinaryData()).isTrue();
    }

    @Test
    void binaryData_ofOneOutput_leavesTheOthersJson() {
        Tensor x = FakeModels.floats(Shape.of(1), 1);
        InferAnswer answer = InferAnswer.of(
                request(
                        null,
                        false,
                        output("y", "binary_data", new ParameterValue.Flag(true)),
                        new RequestedOutput("x", InferParameters.NONE)),
                result(Map.of("x", x, "y", x)));
        assertThat(json(answer)).contains("\"name\":\"y\",\"datatype\":\"FP32\",\"shape\":[1],\"parameters\"");
        assertThat(json(answer)).contains("\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[1],\"data\":[1.0]");
        assertThat(binary(answer)).hasSize(4);
    }

    @Test
    void binaryData_ofNoElements_isJsonAlone() {
        InferAnswer answer = InferAnswer.of(request(null, true), result(Map.of("y", FakeModels.floats(Shape.of(0)))));
        assertThat(json(answer)).contains("\"binary_data_size\":0");
        assertThat(answer.hasBinaryData()).isFalse();
    }

    @Test
    void classification_isBytesInEitherForm() {
        Tensor y = FakeModels.floats(Shape.of(3), 1, 3, 2);
        InferAnswer json = InferAnswer.of(
                request(null, false, output("y", "classification", new ParameterValue.Whole(2))),
                result(Map.of("y", y)));
        assertThat(json(json))
                .isEqualTo(
                        HEAD
                                + "{\"name\":\"y\",\"datatype\":\"BYTES\",\"shape\":[2],\"data\":[\"3.000000:1\",\"2.000000:2\"]}]}");
        InferAnswer binary = InferAnswer.of(
                request(null, true, output("y", "classification", new ParameterValue.Whole(1))),
                result(Map.of("y", y)));
        assertThat(binary(binary)).hasSize(4 + "3.000000:1".length()).startsWith(10, 0, 0, 0, '3');
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0.1 | 0.1",
                "16777217 | 16777216.0",
                "0.33333334 | 0.33333334",
                "1e-45 | 1e-45",
                "NaN | NaN",
                "-Infinity | -Infinity"
            })
    void floats_haveAsFewDigitsAsReadBack_andTritonsBareWords(float value, String text) {
        assertThat(data(FakeModels.floats(Shape.of(1), value))).isEqualTo("[" + text + "]");
    }

    @Test
    void integersAndBools_areThemselves() {
        byte[] bits = {-1, -1, -1, -1, -1, -1, -1, -1};
        assertThat(data(Tensor.Numeric.of(DataType.UINT64, Shape.of(1), bits))).isEqualTo("[18446744073709551615]");
        assertThat(data(Tensor.Numeric.of(DataType.INT64, Shape.of(1), bits))).isEqualTo("[-1]");
        assertThat(data(Tensor.Numeric.of(DataType.UINT8, Shape.of(8), bits))).startsWith("[255,255");
        assertThat(data(Tensor.Numeric.of(DataType.BOOL, Shape.of(2), new byte[] {1, 0})))
                .isEqualTo("[true,false]");
    }

    @Test
    void bytes_thatAreNoUtf8_areRefusedInJsonAndNotChanged() {
        Tensor y = new Tensor.Strings(Shape.of(2), List.of(new byte[0], "\u00ff".getBytes(ISO_8859_1)));
        assertThatThrownBy(() -> InferAnswer.of(request(null, false), result(Map.of("y", y))))
                .isInstanceOfSatisfying(
                        ServingException.class, e -> assertThat(e.failure()).isInstanceOf(Failure.InvalidInput.class))
                .hasMessageStartingWith("element 1 of output y is not UTF-8");
        assertThat(binary(InferAnswer.of(request(null, true), result(Map.of("y", y)))))
                .endsWith(1, 0, 0, 0, 0xFF);
    }

    @ParameterizedTest
    @CsvSource({"FLOAT16, FP16", "BFLOAT16, BF16"})
    void halves_areRefusedInJson_beforeAnythingIsComputed(DataType type, String datatype) {
        TensorSpec y = new TensorSpec("y", type, ShapeSpec.UNKNOWN_RANK);
        Signature signature = Signature.of("s", Signature.PREDICT, List.of(), List.of(y));
        assertThatThrownBy(() -> OutputForms.requireAll(request(null, false), signature))
                .hasMessageStartingWith("output y is " + datatype + ", which is sent as binary data only");
        OutputForms.requireAll(request(null, true), signature);
        OutputForms.requireAll(
                request(null, false, output("y", "binary_data", new ParameterValue.Flag(true))), signature);
    }

    @Test
    void typesWithoutADatatype_areNotSupported_unlessTheOutputIsNotAskedFor() {
        TensorSpec y = new TensorSpec("y", DataType.COMPLEX64, ShapeSpec.UNKNOWN_RANK);
        TensorSpec z = new TensorSpec("z", DataType.FLOAT32, ShapeSpec.UNKNOWN_RANK);
        Signature signature = Signature.of("s", Signature.PREDICT, List.of(), List.of(y, z));
        assertThatThrownBy(() -> OutputForms.requireAll(request(null, true), signature))
                .isInstanceOfSatisfying(
                        ServingException.class, e -> assertThat(e.failure()).isInstanceOf(Failure.Unsupported.class))
                .hasMessage("output y is complex64, for which the protocol has no datatype");
        OutputForms.requireAll(request(null, true, new RequestedOutput("z", InferParameters.NONE)), signature);
    }
}
