package io.algorithmselector.api.openinference;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.algorithmselector.model.DataType;
import io.algorithmselector.model.Failure;
import io.algorithmselector.model.ServingException;
import io.algorithmselector.model.Shape;
import io.algorithmselector.model.ShapeSpec;
import io.algorithmselector.model.Signature;
import io.algorithmselector.model.Tensor;
import io.algorithmselector.model.TensorSpec;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeclaredInputsTest {
    private static final long LIMIT = 1000;
    private static final Signature TWO = Signature.of(
            "s",
            Signature.PREDICT,
            List.of(
                    new TensorSpec("a", DataType.FLOAT32, ShapeSpec.of(-1, 2)),
                    new TensorSpec("b", DataType.STRING, ShapeSpec.UNKNOWN_RANK)),
            List.of());

    private static final Signature FLAGS = Signature.of(
            "s", Signature.PREDICT, List.of(new TensorSpec("f", DataType.BOOL, ShapeSpec.UNKNOWN_RANK)), List.of());

    /** Fails the test if anything is read although a declaration does not fit. */
    private static final TensorContents UNTOUCHED = (input, type, shape, budget) -> {
        throw new AssertionError("contents of " + input + " were read");
    };

    private static DeclaredTensor tensor(String name, String datatype, TensorContents contents, long... shape) {
        return new DeclaredTensor(name, datatype, shape, contents);
    }

    private static TensorContents raw(byte... bytes) {
        return new RawContents(MemorySegment.ofArray(bytes));
    }

    private static TensorContents raw(ByteBuffer bytes) {
        return new RawContents(MemorySegment.ofBuffer(bytes.rewind()));
    }

    private static ByteBuffer buffer(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static Map<String, Tensor> decode(Signature signature, DeclaredTensor... declared) {
        return new DeclaredInputs(List.of(declared), LIMIT).decode(signature);
    }

    private static String refusal(Signature signature, DeclaredTensor... declared) {
        Failure failure = catchThrowableOfType(ServingException.class, () -> decode(signature, declared))
                .failure();
        assertThat(failure).isInstanceOf(Failure.InvalidInput.class);
        return failure.message();
    }

    private static DeclaredTensor goodA() {
        return tensor("a", "FP32", raw(new byte[8]), 1, 2);
    }

    private static DeclaredTensor goodB() {
        return tensor("b", "BYTES", raw(buffer(7).putInt(3).put("abc".getBytes(UTF_8))), 1);
    }

    @Test
    void decode_fittingInputs_becomeTensors() {
        byte[] floats = buffer(8).putFloat(1.5f).putFloat(-2).array();
        Map<String, Tensor> tensors = decode(TWO, goodB(), tensor("a", "FP32", raw(floats), 1, 2));
        Tensor.Numeric a = (Tensor.Numeric) requireNonNull(tensors.get("a"));
        assertThat(a.shape()).isEqualTo(Shape.of(1, 2));
        // a view, not a copy
        assertThat(a.data().heapBase()).containsSame(floats);
        assertThat(((Tensor.Strings) requireNonNull(tensors.get("b"))).elements())
                .containsExactly("abc".getBytes(UTF_8));
    }

    @Test
    void decode_unknownMissingOrDoubleInput_isRefusedByName() {
        assertThat(refusal(TWO, goodA(), goodB(), tensor("c", "FP32", UNTOUCHED, 1)))
                .isEqualTo("input c is not one of signature s; it has [a, b]");
        assertThat(refusal(TWO, tensor("a", "FP32", UNTOUCHED, 1, 2)))
                .isEqualTo("input b of signature s is missing; it takes [a, b] and got [a]");
        assertThat(refusal(TWO, goodA(), goodB(), goodA())).isEqualTo("input a is there twice");
    }

    @Test
    void decode_otherDatatype_isRefusedBeforeAnythingIsRead() {
        assertThat(refusal(TWO, tensor("a", "INT32", UNTOUCHED, 1, 2), tensor("b", "BYTES", UNTOUCHED, 1)))
                .isEqualTo("input a has datatype INT32, expected FP32");
        assertThat(refusal(TWO, tensor("a", "FP32", UNTOUCHED, 1, 2), tensor("b", "FP31", UNTOUCHED, 1)))
                .startsWith("input b has the unknown datatype 'FP31'");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1|input a has shape [1], expected [-1,2]",
                "1,3|input a has shape [1,3], expected [-1,2]",
                "-1,2|input a is malformed: shape [-1,2] has a negative dimension",
                "0,-2|input a is malformed: shape [0,-2] has a negative dimension",
                "9223372036854775807,2|input a is malformed: shape [9223372036854775807,2] has too many elements",
                "4611686018427387904,4|input a is malformed: shape [4611686018427387904,4] has too many elements"
            })
    void decode_wrongShape_isRefusedBeforeAnythingIsRead(String shape, String message) {
        long[] dimensions =
                Arrays.stream(shape.split(",")).mapToLong(Long::parseLong).toArray();
        assertThat(refusal(TWO, tensor("a", "FP32", UNTOUCHED, dimensions), tensor("b", "BYTES", UNTOUCHED, 1)))
                .isEqualTo(message);
    }

    @Test
    void decode_moreDimensionsThanTensorsHave_isRefused() {
        assertThat(refusal(TWO, goodA(), tensor("b", "BYTES", UNTOUCHED, new long[255])))
                .isEqualTo("input b has 255 dimensions, more than 254");
    }

    @Test
    void rawNumbers_otherLength_areRefused() {
        assertThat(refusal(TWO, tensor("a", "FP32", raw(new byte[7]), 1, 2), goodB()))
                .isEqualTo("input a has 7 bytes of data; FP32 of shape [1,2] takes 4 for each of its elements");
        assertThat(refusal(TWO, tensor("a", "FP32", raw(new byte[8]), 1L << 61, 2), goodB()))
                .startsWith("input a has 8 bytes of data");
    }

    @Test
    void rawFlags_otherThanZeroAndOne_areRefused() {
        assertThat(decode(FLAGS, tensor("f", "BOOL", raw((byte) 0, (byte) 1), 2)))
                .containsKey("f");
        assertThat(refusal(FLAGS, tensor("f", "BOOL", raw((byte) 1, (byte) 2), 2)))
                .isEqualTo("input f has the byte 2 for element 1, a bool takes 0 or 1");
    }

    @Test
    void rawStrings_emptyElementsAndNone_areRead() {
        assertThat(((Tensor.Strings) requireNonNull(decode(TWO, goodA(), tensor("b", "BYTES", raw(new byte[8]), 2))
                                .get("b")))
                        .elements())
                .containsExactly(new byte[0], new byte[0]);
        assertThat(requireNonNull(decode(TWO, goodA(), tensor("b", "BYTES", raw(), 0))
                                .get("b"))
                        .shape())
                .isEqualTo(Shape.of(0));
    }

    @Test
    void rawStrings_lyingLength_isRefused() {
        ByteBuffer beyond = buffer(9).putInt(1).put((byte) 'x').putInt(100);
        assertThat(refusal(TWO, goodA(), tensor("b", "BYTES", raw(beyond), 2)))
                .isEqualTo("input b has 0 bytes left for element 1, whose length says 100");
        ByteBuffer unsigned = buffer(4).putInt(-1);
        assertThat(refusal(TWO, goodA(), tensor("b", "BYTES", raw(unsigned), 1)))
                .isEqualTo("input b has 0 bytes left for element 0, whose length says 4294967295");
        ByteBuffer early = buffer(10).putInt(4).put(new byte[6]);
        assertThat(refusal(TWO, goodA(), tensor("b", "BYTES", raw(early), 2)))
                .isEqualTo("input b ends before the length of element 1");
    }

    @Test
    void rawStrings_moreBytesThanElements_areRefused() {
        ByteBuffer more = buffer(6).putInt(1).put(new byte[2]);
        assertThat(refusal(TWO, goodA(), tensor("b", "BYTES", raw(more), 1)))
                .isEqualTo("input b has 1 bytes after its 1 elements");
    }

    @Test
    void rawStrings_hugeShape_isRefusedByTheBytesThereAre() {
        assertThat(refusal(TWO, goodA(), tensor("b", "BYTES", raw(new byte[8]), 1L << 40)))
                .startsWith("input b has 8 bytes of data; BYTES of shape [1099511627776] takes 4");
    }

    @Test
    void budget_isSharedByAllInputs() {
        Signature strings = Signature.of(
                "s",
                Signature.PREDICT,
                List.of(
                        new TensorSpec("p", DataType.STRING, ShapeSpec.UNKNOWN_RANK),
                        new TensorSpec("q", DataType.STRING, ShapeSpec.UNKNOWN_RANK)),
                List.of());
        // 24 for each empty string: 20 of them take 480 of 1000
        DeclaredTensor p = tensor("p", "BYTES", raw(new byte[80]), 20);
        assertThat(decode(strings, p, tensor("q", "BYTES", raw(new byte[84]), 21)))
                .hasSize(2);
        assertThat(refusal(strings, p, tensor("q", "BYTES", raw(new byte[88]), 22)))
                .startsWith("input q does not fit: the inputs of a request may take 1000 bytes in memory");
        byte[] long21 = buffer(24 + 500).putInt(500).array();
        assertThat(refusal(strings, p, tensor("q", "BYTES", raw(Arrays.copyOf(long21, 504)), 1)))
                .startsWith("input q does not fit");
    }

    @Test
    void names_outputAskedForTwice_isRefused() {
        RequestedOutput y = new RequestedOutput("y", InferParameters.NONE);
        assertThat(RequestedOutput.names(List.of(y))).containsExactly("y");
        assertThat(catchThrowableOfType(ServingException.class, () -> RequestedOutput.names(List.of(y, y)))
                        .failure()
                        .message())
                .isEqualTo("output y is asked for twice");
    }
}
