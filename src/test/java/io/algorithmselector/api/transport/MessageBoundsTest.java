package io.algorithmselector.api.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import inference.InferParameter;
import inference.InferTensorContents;
import inference.ModelInferRequest;
import io.algorithmselector.model.Failure;
import io.algorithmselector.model.ServingException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.framework.DataType;
import org.tensorflow.framework.TensorProto;
import tensorflow.serving.Predict.PredictRequest;

class MessageBoundsTest {
    private static final MessageBounds INFER = MessageBounds.of(ModelInferRequest.getDescriptor());
    private static final MessageBounds PREDICT = MessageBounds.of(PredictRequest.getDescriptor());
    private static final MessageBounds TENSOR = MessageBounds.of(TensorProto.getDescriptor());
    private static final MessageBounds STRUCT = MessageBounds.of(Struct.getDescriptor());

    /** Writes what no generated class would. */
    @FunctionalInterface
    private interface Wire {
        void write(CodedOutputStream out) throws IOException;
    }

    private static byte[] bytes(Wire wire) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        try {
            wire.write(out);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static byte[] repeated(int times, int... message) {
        byte[] bytes = new byte[times * message.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) message[i % message.length];
        }
        return bytes;
    }

    private static void refused(MessageBounds bounds, byte[] message, String reason) {
        assertThatThrownBy(() -> bounds.heap(message))
                .isInstanceOfSatisfying(
                        ServingException.class, e -> assertThat(e.failure()).isInstanceOf(Failure.InvalidInput.class))
                .hasMessage(reason);
    }

    @Test
    void inputs_upToTheMost_pass_andOneMoreIsRefusedByName() {
        int most = MessageBounds.MOST_ELEMENTS;
        assertThat(INFER.heap(repeated(most, 5 << 3 | 2, 0))).isGreaterThan(40L * most);
        refused(
                INFER,
                repeated(most + 1, 5 << 3 | 2, 0),
                "the message is no valid ModelInferRequest: inputs has more than 10000 elements");
        refused(
                PREDICT,
                repeated(most + 1, 2 << 3 | 2, 0),
                "the message is no valid PredictRequest: inputs has more than 10000 elements");
    }

    @Test
    void elements_areCountedForEachListByItself() {
        byte[] inputsAndOutputs = repeated(MessageBounds.MOST_ELEMENTS, 5 << 3 | 2, 0, 6 << 3 | 2, 0, 7 << 3 | 2, 0);
        assertThatCode(() -> INFER.heap(inputsAndOutputs)).doesNotThrowAnyException();
    }

    @Test
    void parameters_beyondTheMost_areRefused_ofAnInputToo() {
        String reason = "the message is no valid ModelInferRequest: parameters has more than 256 elements";
        InferParameter one = InferParameter.newBuilder().setBoolParam(true).build();
        ModelInferRequest.InferInputTensor.Builder input = ModelInferRequest.InferInputTensor.newBuilder();
        ModelInferRequest.Builder request = ModelInferRequest.newBuilder();
        for (int i = 0; i < MessageBounds.MOST_PARAMETERS; i++) {
            input.putParameters("p" + i, one);
            request.putParameters("p" + i, one);
        }
        byte[] most = request.addInputs(input).addInputs(input).build().toByteArray();
        assertThatCode(() -> INFER.heap(most)).doesNotThrowAnyException();
        refused(INFER, request.clone().putParameters("more", one).build().toByteArray(), reason);
        refused(
                INFER,
                request.addInputs(input.putParameters("more", one)).build().toByteArray(),
                reason);
    }

    @Test
    void emptyMessagesOfAList_costTheirObjects() {
        int dimensions = 100_000;
        byte[] shape = repeated(dimensions, 2 << 3 | 2, 0);
        byte[] tensor = bytes(out -> out.writeByteArray(2, shape));
        assertThat(TENSOR.heap(tensor)).isBetween(40L * dimensions, 80L * dimensions);
    }

    @Test
    void fieldsThatNobodyKnows_costTheirObjects_andAreNotMany() {
        byte[] unknown = bytes(out -> {
            for (int i = 100; i < 10_100; i++) {
                out.writeInt32(i, 1);
            }
        });
        assertThat(TENSOR.heap(unknown)).isGreaterThan(100L * 10_000);
        refused(
                TENSOR,
                bytes(out -> {
                    out.writeRawBytes(unknown);
                    out.writeInt32(100, 1);
                }),
                "the message is no valid TensorProto: it has more than 10000 fields that are not known");
    }

    @Test
    void knownFieldOfAnotherWireType_countsAsOneThatNobodyKnows() {
        byte[] numbersForContent = repeated(1000, 4 << 3, 1);
        assertThat(TENSOR.heap(numbersForContent)).isGreaterThan(100L * 1000);
    }

    @Test
    void fieldsInAnUnknownGroup_costTheirObjects() {
        byte[] group = bytes(out -> {
            out.writeTag(1000, 3);
            for (int i = 0; i < 1000; i++) {
                out.writeInt32(1, 1);
            }
            out.writeTag(1000, 4);
        });
        assertThat(TENSOR.heap(group)).isGreaterThan(100L * 1000);
    }

    @Test
    void contentAndPackedNumbers_costNoMoreThanTheyAre() {
        TensorProto content = TensorProto.newBuilder()
                .setDtype(DataType.DT_FLOAT)
                .setTensorContent(ByteString.copyFrom(new byte[1_000_000]))
                .build();
        assertThat(TENSOR.heap(content.toByteArray())).isLessThan(1000);
        TensorProto floats = TensorProto.newBuilder()
                .addAllFloatVal(Collections.nCopies(100_000, 1f))
                .build();
        assertThat(TENSOR.heap(floats.toByteArray())).isEqualTo(400_000);
        TensorProto longs = TensorProto.newBuilder()
                .addAllInt64Val(Collections.nCopies(100_000, 300L))
                .build();
        assertThat(TENSOR.heap(longs.toByteArray())).isEqualTo(800_000);
    }

    @Test
    void numbersWrittenOneByOne_costWhatPackedOnesDo() {
        byte[] floats = bytes(out -> {
            for (int i = 0; i < 100_000; i++) {
                out.writeFloat(TensorProto.FLOAT_VAL_FIELD_NUMBER, i);
            }
        });
        assertThat(TENSOR.heap(floats)).isEqualTo(400_000);
        byte[] longs = bytes(out -> {
            for (int i = 0; i < 100_000; i++) {
                out.writeInt64(TensorProto.INT64_VAL_FIELD_NUMBER, i);
            }
        });
        assertThat(TENSOR.heap(longs)).isEqualTo(800_000);
    }

    @Test
    void aMillionStrings_pass() {
        InferTensorContents contents = InferTensorContents.newBuilder()
                .addAllBytesContents(Collections.nCopies(1_000_000, ByteString.copyFromUtf8("word")))
                .build();
        byte[] request = ModelInferRequest.newBuilder()
                .addInputs(ModelInferRequest.InferInputTensor.newBuilder().setContents(contents))
                .build()
                .toByteArray();
        assertThat(INFER.heap(request)).isBetween(32_000_000L, 48_000_000L);
    }

    @Test
    void nesting_asDeepAsTheParserGoes_passes_andDeeperIsRefused() {
        byte[] deep = nested(49).toByteArray();
        assertThatCode(() -> Struct.parseFrom(deep)).doesNotThrowAnyException();
        assertThatCode(() -> STRUCT.heap(deep)).doesNotThrowAnyException();
        refused(
                STRUCT,
                nested(60).toByteArray(),
                "the message is no valid Struct: it is nested more than 100 levels deep");
    }

    /** Lists in lists, each of two messages. */
    private static Struct nested(int lists) {
        Value value = Value.newBuilder().setBoolValue(true).build();
        for (int i = 0; i < lists - 1; i++) {
            value = Value.newBuilder()
                    .setListValue(com.google.protobuf.ListValue.newBuilder().addValues(value))
                    .build();
        }
        return Struct.newBuilder().putFields("v", value).build();
    }

    @ParameterizedTest
    @ValueSource(ints = {101, 500_000})
    void unknownGroupsInGroups_areRefusedWithoutEndingTheThread(int levels) {
        byte[] groups = repeated(levels, 9 << 3 | 3);
        refused(TENSOR, groups, "the message is no valid TensorProto: it is nested more than 100 levels deep");
    }

    @Test
    void knownMessagesInThemselves_areRefused() {
        // each says that it goes on to the end: variant_val.tensors.variant_val...
        byte[] lying = new byte[3 * 1000];
        for (int i = 0; i < 1000; i++) {
            lying[3 * i] = (byte) (i % 2 == 0 ? ((15 << 3) | 2) : ((3 << 3) | 2));
            int rest = lying.length - 3 * (i + 1);
            lying[3 * i + 1] = (byte) ((rest & 0x7F) | 0x80);
            lying[3 * i + 2] = (byte) (rest >>> 7);
        }
        refused(TENSOR, lying, "the message is no valid TensorProto: it is nested more than 100 levels deep");
    }

    @Test
    void lengthsThatLie_areRefused() {
        String reason = "the message is no valid TensorProto: a field ends after the message, or the one around it";
        refused(TENSOR, new byte[] {4 << 3 | 2, 5, 1}, reason);
        refused(TENSOR, new byte[] {4 << 3 | 2, -1, -1, -1, -1, 7}, reason);
        refused(TENSOR, new byte[] {4 << 3 | 2, -1, -1, -1, -1, -1, -1, -1, -1, -1, 1}, reason);
        refused(TENSOR, new byte[] {2 << 3 | 2, 2, 2 << 3 | 2, 1, 0}, reason); // the inner one is longer than the outer
        refused(TENSOR, new byte[] {5 << 3 | 5, 0, 0}, reason);
        refused(TENSOR, new byte[] {-128}, reason);
        refused(
                TENSOR,
                new byte[] {1 << 3, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1},
                "the message is no valid TensorProto: a number has more than ten bytes");
        refused(TENSOR, new byte[] {9 << 3 | 4}, "the message is no valid TensorProto: a field has the wire type 4");
        refused(
                TENSOR,
                new byte[] {9 << 3 | 3, 10 << 3 | 4},
                "the message is no valid TensorProto: a group ends that has not begun");
    }

    /** Whatever the parser takes passes here: a message that is honest is never refused for a difference between the two. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void whatTheParserTakes_passes(long seed) {
        Random random = new Random(seed);
        int taken = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] message = sample();
            for (int changes = random.nextInt(3); changes >= 0; changes--) {
                message[random.nextInt(message.length)] = (byte) random.nextInt(64);
            }
            if (isTaken(message)) {
                taken++;
                assertThatCode(() -> INFER.heap(message))
                        .as("seed %d: %s", seed, Arrays.toString(message))
                        .doesNotThrowAnyException();
            }
        }
        assertThat(taken).isBetween(1000, 19_000);
    }

    private static byte[] sample() {
        ModelInferRequest.InferInputTensor.Builder input = ModelInferRequest.InferInputTensor.newBuilder()
                .setName("x")
                .setDatatype("FP32")
                .addShape(2)
                .putParameters("p", InferParameter.newBuilder().setInt64Param(3).build())
                .setContents(InferTensorContents.newBuilder().addFp32Contents(1).addInt64Contents(4));
        Message message = ModelInferRequest.newBuilder()
                .setId("1")
                .addInputs(input)
                .addRawInputContents(ByteString.copyFrom(new byte[4]))
                .build();
        return message.toByteArray();
    }

    private static boolean isTaken(byte[] message) {
        try {
            var _ = ModelInferRequest.parseFrom(message);
            return true;
        } catch (InvalidProtocolBufferException e) {
            return false;
        }
    }
}
