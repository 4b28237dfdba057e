package io.algorithmselector.api.openinference;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import com.google.protobuf.TextFormat;
import inference.InferParameter;
import inference.InferTensorContents;
import inference.ModelInferRequest;
import inference.ModelInferResponse;
import io.algorithmselector.api.transport.ApiError;
import io.algorithmselector.api.transport.GrpcCallMetadata;
import io.algorithmselector.api.transport.GrpcInference;
import io.algorithmselector.api.transport.GrpcInference.Outcome;
import io.algorithmselector.api.transport.RequestLimit;
import io.algorithmselector.inference.Inference;
import io.algorithmselector.inference.InferenceObserver;
import io.algorithmselector.inference.InferenceResult;
import io.algorithmselector.lifecycle.ServingState;
import io.algorithmselector.model.DataType;
import io.algorithmselector.model.Failure;
import io.algorithmselector.model.ServingException;
import io.algorithmselector.model.Shape;
import io.algorithmselector.model.ShapeSpec;
import io.algorithmselector.model.Signature;
import io.algorithmselector.model.Tensor;
import io.algorithmselector.model.TensorSpec;
import io.algorithmselector.model.VersionId;
import io.algorithmselector.selection.VersionSelector;
import io.algorithmselector.testing.FakeModel;
import io.algorithmselector.testing.FakeModels;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Collections;
import java.util.List;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Messages in, messages out, with no network between. */
class ModelInferTest {
    private final ServingState models = FakeModels.all();
    private final GrpcInfer infer = new GrpcInfer(
            new GrpcInference(new Inference(models, new VersionSelector(), InferenceObserver.NONE, System::nanoTime)),
            new RequestLimit(10_000));

    @AfterEach
    void nothingIsHeld() {
        assertThat(models.models().values()).allMatch(model -> ((FakeModel) model).openHandles() == 0);
    }

    private Outcome<ModelInferResponse> outcome(ModelInferRequest request) {
        return infer.answer(request, GrpcCallMetadata.current());
    }

    private ModelInferResponse answer(ModelInferRequest.Builder request) {
        assertThat(outcome(request.build())).isInstanceOf(Outcome.Answered.class);
        return ((Outcome.Answered<ModelInferResponse>) outcome(request.build())).answer();
    }

    private String refusal(ModelInferRequest.Builder request) {
        assertThat(outcome(request.build())).isInstanceOf(Outcome.Failed.class);
        ApiError error = ((Outcome.Failed<ModelInferResponse>) outcome(request.build())).error();
        return error.code() + ": " + error.text();
    }

    private static InferParameter text(String value) {
        return InferParameter.newBuilder().setStringParam(value).build();
    }

    /** To the echo model's signature of that data type, whose one input is x of any shape. */
    private static ModelInferRequest.Builder echo(String signature, String datatype, long... shape) {
        ModelInferRequest.Builder request = ModelInferRequest.newBuilder()
                .setModelName("echo")
                .setId("id-1")
                .putParameters("signature_name", text(signature));
        ModelInferRequest.InferInputTensor.Builder input =
                request.addInputsBuilder().setName("x").setDatatype(datatype);
        for (long dimension : shape) {
            input.addShape(dimension);
        }
        return request;
    }

    private static ModelInferRequest.Builder typed(String signature, String datatype, long elements, String contents)
            throws TextFormat.ParseException {
        InferTensorContents.Builder parsed = InferTensorContents.newBuilder();
        TextFormat.merge(contents, parsed);
        ModelInferRequest.Builder request = echo(signature, datatype, elements);
        request.getInputsBuilder(0).setContents(parsed);
        return request;
    }

    private static ByteString bytes(int size, java.util.function.Consumer<ByteBuffer> fill) {
        ByteBuffer buffer = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        fill.accept(buffer);
        return ByteString.copyFrom(buffer.array());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bool|BOOL|bool_contents: [true, false]",
                "int8|INT8|int_contents: [-128, 127]",
                "int16|INT16|int_contents: [-32768, 32767]",
                "int32|INT32|int_contents: [-2147483648, 2147483647]",
                "int64|INT64|int64_contents: [-9223372036854775808, 9223372036854775807]",
                "uint8|UINT8|uint_contents: [0, 255]",
                "uint16|UINT16|uint_contents: [0, 65535]",
                "uint32|UINT32|uint_contents: [0, 4294967295]",
                "uint64|UINT64|uint64_contents: [0, 18446744073709551615]",
                "float32|FP32|fp32_contents: [1.5, -inf]",
                "float64|FP64|fp64_contents: [1.7976931348623157e308, nan]",
                "string|BYTES|bytes_contents: ['', 'a\\000\\377']"
            })
    void typedContents_everyDatatype_comeBackAsTheyWere(String signature, String datatype, String contents)
            throws TextFormat.ParseException {
        ModelInferRequest.Builder request = typed(signature, datatype, 2, contents);
        ModelInferResponse response = answer(request);
        assertThat(response.getOutputs(0).getDatatype()).isEqualTo(datatype);
        assertThat(response.getOutputs(0).getShapeList()).containsExactly(2L);
        assertThat(response.getOutputs(0).getContents())
                .isEqualTo(request.getInputs(0).getContents());
        assertThat(response.getRawOutputContentsCount()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "bool, BOOL, 1",
        "int8, INT8, 1",
        "int16, INT16, 2",
        "int32, INT32, 4",
        "int64, INT64, 8",
        "uint8, UINT8, 1",
        "uint16, UINT16, 2",
        "uint32, UINT32, 4",
        "uint64, UINT64, 8",
        "float16, FP16, 2",
        "bfloat16, BF16, 2",
        "float32, FP32, 4",
        "float64, FP64, 8"
    })
    void rawContents_everyDatatype_comeBackAsTheyWere(String signature, String datatype, int size) {
        ByteString raw = bytes(3 * size, buffer -> {
            for (int i = 0; i < buffer.capacity(); i++) {
                buffer.put((byte) (datatype.equals("BOOL") ? i % 2 : 40 + i));
            }
        });
        ModelInferResponse response = answer(echo(signature, datatype, 3, 1).addRawInputContents(raw));
        assertThat(response.getRawOutputContentsList()).containsExactly(raw);
        assertThat(response.getOutputs(0).hasContents()).isFalse();
        assertThat(response.getOutputs(0).getShapeList()).containsExactly(3L, 1L);
    }

    @Test
    void rawContents_strings_comeBackAsTheyWere() {
        ByteString raw = bytes(11, buffer -> buffer.putInt(0).putInt(3).put("\u20AC".getBytes(UTF_8)));
        assertThat(answer(echo("string", "BYTES", 2).addRawInputContents(raw)).getRawOutputContentsList())
                .containsExactly(raw);
    }

    @Test
    void answer_namesModelVersionAndId() {
        ModelInferResponse response = answer(
                echo("bool", "BOOL", 1).setModelVersion("1").addRawInputContents(ByteString.copyFrom(new byte[1])));
        assertThat(response.getModelName()).isEqualTo("echo");
        assertThat(response.getModelVersion()).isEqualTo("1");
        assertThat(response.getId()).isEqualTo("id-1");
    }

    @Test
    void answer_typedRequestThatAsksForBinaryOutput_isRaw() throws TextFormat.ParseException {
        ModelInferRequest.Builder request = typed("int8", "INT8", 1, "int_contents: 5")
                .putParameters(
                        "binary_data_output",
                        InferParameter.newBuilder().setBoolParam(true).build());
        assertThat(answer(request).getRawOutputContentsList()).containsExactly(ByteString.copyFrom(new byte[] {5}));
    }

    private static ModelInferRequest.Builder two() {
        ModelInferRequest.Builder request = ModelInferRequest.newBuilder().setModelName("echo");
        request.addInputsBuilder().setName("b_bytes").setDatatype("BYTES").addShape(1);
        request.addInputsBuilder().setName("a").setDatatype("FP32").addShape(1);
        return request.addRawInputContents(ByteString.copyFrom(new byte[4]))
                .addRawInputContents(ByteString.copyFrom(new byte[] {0, 0, (byte) 128, 63}));
    }

    @Test
    void outputs_askedFor_comeInThatOrder() {
        ModelInferRequest.Builder request = two();
        request.addOutputsBuilder().setName("b_bytes");
        request.addOutputsBuilder().setName("a");
        ModelInferResponse response = answer(request);
        assertThat(response.getOutputsList())
                .extracting(ModelInferResponse.InferOutputTensor::getName)
                .containsExactly("b_bytes", "a");
        assertThat(response.getRawOutputContents(1)).isEqualTo(request.getRawInputContents(1));
        assertThat(answer(two()).getOutputsList())
                .extracting(ModelInferResponse.InferOutputTensor::getName)
                .containsExactly("a", "b_bytes");
        request.clearOutputs().addOutputsBuilder().setName("a");
        assertThat(answer(request).getOutputsCount()).isEqualTo(1);
    }

    @Test
    void outputs_unknownOrTwice_areRefused() {
        ModelInferRequest.Builder unknown = two();
        unknown.addOutputsBuilder().setName("z");
        assertThat(refusal(unknown))
                .isEqualTo("INVALID_ARGUMENT: output z is not one of signature serving_default; it has [a, b_bytes]");
        ModelInferRequest.Builder twice = two();
        twice.addOutputsBuilder().setName("a");
        twice.addOutputsBuilder().setName("a");
        assertThat(refusal(twice)).isEqualTo("INVALID_ARGUMENT: output a is asked for twice");
    }

    @Test
    void classification_replacesTheOutput() throws TextFormat.ParseException {
        ModelInferRequest.Builder request = typed("float32", "FP32", 3, "fp32_contents: [0.25, 0.5, 0.125]");
        request.addOutputsBuilder()
                .setName("x")
                .putParameters(
                        "classification",
                        InferParameter.newBuilder().setInt64Param(2).build());
        ModelInferResponse response = answer(request);
        assertThat(response.getOutputs(0).getDatatype()).isEqualTo("BYTES");
        assertThat(response.getOutputs(0).getShapeList()).containsExactly(2L);
        assertThat(response.getOutputs(0).getContents().getBytesContentsList())
                .extracting(ByteString::toStringUtf8)
                .containsExactly("0.500000:1", "0.250000:0");
    }

    @Test
    void rawAndTyped_inOneRequest_excludeEachOther() throws TextFormat.ParseException {
        assertThat(refusal(typed("int8", "INT8", 1, "int_contents: 5")
                        .addRawInputContents(ByteString.copyFrom(new byte[1]))))
                .isEqualTo("INVALID_ARGUMENT: input x has contents although the request has raw_input_contents:"
                        + " they exclude each other");
    }

    @Test
    void rawContents_fewerOrMoreThanInputs_areRefused() {
        assertThat(refusal(two().addRawInputContents(ByteString.EMPTY)))
                .isEqualTo("INVALID_ARGUMENT: raw_input_contents has 3 entries, and the request 2 inputs");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "int8|INT8|int_contents: [1, 128]|input x has 128 for element 1, out of INT8's range",
                "int16|INT16|int_contents: [-32769, 1]|input x has -32769 for element 0, out of INT16's range",
                "uint8|UINT8|uint_contents: [256, 1]|input x has 256 for element 0, out of UINT8's range",
                "uint16|UINT16|uint_contents: [1, 4294967295]|input x has 4294967295 for element 1, out of UINT16's range",
                "float32|FP32|fp32_contents: 1|input x has 1 values in fp32_contents; FP32 of shape [2] has 2 elements",
                "float32|FP32|fp64_contents: [1, 2]|input x has values in fields other than fp32_contents, which FP32 takes",
                "float32|FP32||input x has 0 values in fp32_contents; FP32 of shape [2] has 2 elements",
                "float16|FP16|fp32_contents: [1, 2]|input x is FP16, which has no field: it goes in raw_input_contents",
                "bfloat16|BF16||input x is BF16, which has no field: it goes in raw_input_contents",
                "string|BYTES|bytes_contents: 'a'|input x has 1 values in bytes_contents; BYTES of shape [2] has 2 elements"
            })
    void typedContents_thatDoNotFit_areRefused(String signature, String datatype, String contents, String message)
            throws TextFormat.ParseException {
        assertThat(refusal(typed(signature, datatype, 2, contents == null ? "" : contents)))
                .isEqualTo("INVALID_ARGUMENT: " + message);
    }

    @Test
    void typedStrings_aboveTheBudget_areRefused() throws TextFormat.ParseException {
        ModelInferRequest.Builder request = echo("string", "BYTES", 500);
        for (int i = 0; i < 500; i++) {
            request.getInputsBuilder(0).getContentsBuilder().addBytesContents(ByteString.EMPTY);
        }
        assertThat(refusal(request)).startsWith("INVALID_ARGUMENT: input x does not fit");
    }

    @Test
    void answer_beyondWhatAMessageHolds_isRefusedBeforeItIsMade() {
        byte[] megabyte = new byte[1 << 20];
        Signature signature =
                Signature.of("s", "", List.of(), List.of(new TensorSpec("y", DataType.STRING, ShapeSpec.UNKNOWN_RANK)));
        SequencedMap<String, Tensor> outputs = new TreeMap<>();
        outputs.put("y", new Tensor.Strings(Shape.of(3000), Collections.nCopies(3000, megabyte)));
        InferenceResult result = new InferenceResult(new VersionId("m", 1), signature, outputs);
        for (boolean raw : new boolean[] {true, false}) {
            assertThat(catchThrowableOfType(
                                    ServingException.class, () -> ModelInferWriter.write("", result, List.of(), raw))
                            .failure())
                    .isEqualTo(new Failure.AtLimit("with output y the answer is larger than the 2 GiB that can be sent;"
                            + " ask for fewer outputs"));
        }
    }

    @Test
    void sharedMemory_asked_isUnimplementedByName() {
        ModelInferRequest.Builder request = two();
        request.getInputsBuilder(1).putParameters("shared_memory_region", text("r"));
        assertThat(refusal(request))
                .isEqualTo(
                        "UNIMPLEMENTED: input a has the parameter shared_memory_region: shared memory is not supported");
    }

    @Test
    void output_withoutADatatype_isUnimplementedByName() {
        assertThat(refusal(echo("complex64", "FP32", 1).addRawInputContents(ByteString.copyFrom(new byte[4]))))
                .isEqualTo("INVALID_ARGUMENT: input x has datatype FP32, expected COMPLEX64");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "none||NOT_FOUND: Request for unknown model: 'none' is not found",
                "echo|9|NOT_FOUND: Request for unknown model: 'echo' version 9 is not found",
                "half_plus|4|UNAVAILABLE: Request for unknown model: 'half_plus' version 4 is not at ready state",
                "half_plus|nightly|NOT_FOUND: Request for unknown model: 'half_plus' label nightly is not found",
                "half_plus|99999999999999999999|INVALID_ARGUMENT: version '99999999999999999999' is not a number from 0"
                        + " to 9223372036854775807",
                "loading||UNAVAILABLE: Request for unknown model: 'loading' has no available versions",
                "broken|7|INVALID_ARGUMENT: version 7 of model broken has no signature 'serving_default'"
            })
    void modelOrVersion_thatCannotAnswer_isToldInTritonsWords(String model, String version, String message) {
        assertThat(refusal(two().setModelName(model).setModelVersion(version == null ? "" : version)))
                .isEqualTo(message);
    }
}
