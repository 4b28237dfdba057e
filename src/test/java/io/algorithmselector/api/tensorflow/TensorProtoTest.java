package io.algorithmselector.api.tensorflow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.algorithmselector.model.ByteBudget;
import io.algorithmselector.model.DataType;
import io.algorithmselector.model.Failure;
import io.algorithmselector.model.ServingException;
import io.algorithmselector.model.Shape;
import io.algorithmselector.model.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.tensorflow.framework.TensorProto;
import org.tensorflow.framework.TensorShapeProto;

class TensorProtoTest {
    private static final long LIMIT = 1_000_000;

    private static TensorProto.Builder proto(org.tensorflow.framework.DataType type, long... dimensions) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        for (long dimension : dimensions) {
            shape.addDimBuilder().setSize(dimension);
        }
        return TensorProto.newBuilder().setDtype(type).setTensorShape(shape);
    }

    private static Tensor read(String name, TensorProto proto, long limit) {
        return new TensorProtoReader(name, proto).read(new ByteBudget(limit));
    }

    private static String failure(TensorProto.Builder proto) {
        ServingException exception =
                catchThrowableOfType(ServingException.class, () -> read("x", proto.build(), LIMIT));
        assertThat(exception).as(proto.toString()).isNotNull();
        assertThat(exception.failure()).isInstanceOf(Failure.InvalidInput.class);
        return exception.failure().message();
    }

    private static byte[] bytes(Tensor tensor) {
        return ((Tensor.Numeric) tensor).data().toArray(ValueLayout.JAVA_BYTE);
    }

    /** As the wire has it. */
    private static TensorProto sent(Tensor tensor) {
        try {
            return TensorProto.parseFrom(TensorProtoWriter.write(tensor).toByteString());
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    /** Bytes that are values of the type: 4-bit and truth values do not take any. */
    private static byte[] content(DataType type, int elements) {
        byte[] content = new byte[elements * type.size()];
        new SplittableRandom(type.size()).nextBytes(content);
        for (int i = 0; i < content.length; i++) {
            switch (type) {
                case BOOL -> content[i] &= 1;
                case UINT4 -> content[i] &= 15;
                case INT4 -> content[i] = (byte) ((content[i] & 15) - 8);
                default -> {}
            }
        }
        return content;
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "STRING")
    void everyType_writtenInValuesAndRead_comesBackBitByBit(DataType type) {
        Tensor.Numeric tensor = Tensor.Numeric.of(type, Shape.of(3, 7), content(type, 21));
        TensorProto proto = sent(tensor);
        assertThat(proto.getTensorContent().isEmpty()).isTrue();
        assertThat(proto.getUnknownFields().asMap()).isEmpty();
        Tensor read = read("x", proto, LIMIT);
        assertThat(read.type()).isEqualTo(type);
        assertThat(read.shape()).isEqualTo(tensor.shape());
        assertThat(bytes(read)).isEqualTo(bytes(tensor));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "STRING")
    void everyType_tensorContent_isUsedWhereItLies(DataType type) {
        byte[] content = content(type, 6);
        TensorProto proto = proto(TensorProtoTypes.toProto(type), 2, 3)
                .setTensorContent(ByteString.copyFrom(content))
                .build();
        assertThat(bytes(read("x", proto, content.length))).isEqualTo(content);
    }

    @Test
    void floats_areReadByClientsFromFloatVal() {
        Tensor.Numeric tensor = Tensor.Numeric.of(DataType.FLOAT32, Shape.of(1), new byte[] {0, 0, (byte) 0xC0, 0x3F});
        assertThat(sent(tensor).getFloatValList()).containsExactly(1.5f);
    }

    @Test
    void nativeAndSlicedSegments_areSentAsTheyAre() {
        byte[] surrounded = {9, 9, 0, 0, (byte) 0xC0, 0x3F, 9};
        MemorySegment slice = MemorySegment.ofArray(surrounded).asSlice(2, 4);
        assertThat(sent(new Tensor.Numeric(DataType.FLOAT32, Shape.of(1), slice))
                        .getFloatValList())
                .containsExactly(1.5f);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment outside = arena.allocate(8);
            outside.set(ValueLayout.JAVA_DOUBLE_UNALIGNED, 0, 2.25);
            assertThat(sent(new Tensor.Numeric(DataType.FLOAT64, Shape.of(1), outside))
                            .getDoubleValList())
                    .containsExactly(2.25);
        }
    }

    @Test
    void strings_valuesAndContent_areRead() {
        TensorProto.Builder values = proto(org.tensorflow.framework.DataType.DT_STRING, 2)
                .addStringVal(ByteString.copyFromUtf8("a"))
                .addStringVal(ByteString.copyFromUtf8("bcd"));
        ByteString packed = ByteString.copyFrom(new byte[] {1, 3}).concat(ByteString.copyFromUtf8("abcd"));
        TensorProto.Builder content =
                proto(org.tensorflow.framework.DataType.DT_STRING, 2).setTensorContent(packed);
        for (TensorProto.Builder proto : List.of(values, content)) {
            Tensor.Strings read = (Tensor.Strings) read("x", proto.build(), LIMIT);
            assertThat(read.elements()).containsExactly("a".getBytes(UTF_8), "bcd".getBytes(UTF_8));
            assertThat(sent(read).getStringValList())
                    .containsExactly(ByteString.copyFromUtf8("a"), ByteString.copyFromUtf8("bcd"));
        }
    }

    @Test
    void singleValue_standsForEveryElement() {
        Tensor floats = read(
                "x",
                proto(org.tensorflow.framework.DataType.DT_HALF, 2, 2)
                        .addHalfVal(0x3C00)
                        .build(),
                LIMIT);
        assertThat(bytes(floats)).containsExactly(0, 0x3C, 0, 0x3C, 0, 0x3C, 0, 0x3C);
        Tensor complex = read(
                "x",
                proto(org.tensorflow.framework.DataType.DT_COMPLEX64, 2)
                        .addScomplexVal(1)
                        .addScomplexVal(2)
                        .build(),
                LIMIT);
        assertThat(complex.shape()).isEqualTo(Shape.of(2));
        Tensor.Strings strings = (Tensor.Strings) read(
                "x",
                proto(org.tensorflow.framework.DataType.DT_STRING, 3)
                        .addStringVal(ByteString.copyFromUtf8("s"))
                        .build(),
                LIMIT);
        assertThat(strings.elements()).hasSize(3).allMatch(element -> element.length == 1);
    }

    @Test
    void singleValue_spreadBeyondTheLimit_isRefused() {
        var floats = org.tensorflow.framework.DataType.DT_FLOAT;
        var strings = org.tensorflow.framework.DataType.DT_STRING;
        assertThat(failure(proto(floats, 250_001).addFloatVal(1)))
                .isEqualTo("input x does not fit: the inputs of a request may take 1000000 bytes in memory,"
                        + " 1000000 of them are left, and a string takes its bytes and 24");
        assertThat(failure(proto(floats, 1L << 40).addFloatVal(1))).startsWith("input x does not fit");
        assertThat(failure(proto(strings, 1L << 40).addStringVal(ByteString.EMPTY)))
                .startsWith("input x does not fit");
    }

    @Test
    void strings_empty_areChargedForWhatTheEngineNeeds() {
        var strings = org.tensorflow.framework.DataType.DT_STRING;
        TensorProto.Builder most = proto(strings, 41_667).addStringVal(ByteString.EMPTY);
        assertThat(failure(most)).startsWith("input x does not fit");
        TensorProto.Builder content = proto(strings, 45_000).setTensorContent(ByteString.copyFrom(new byte[45_000]));
        assertThat(failure(content)).startsWith("input x does not fit");
        TensorProto.Builder each = proto(strings, 45_000);
        for (int i = 0; i < 45_000; i++) {
            each.addStringVal(ByteString.EMPTY);
        }
        assertThat(failure(each)).startsWith("input x does not fit");
        assertThat(read(
                                "x",
                                proto(strings, 41_666)
                                        .addStringVal(ByteString.EMPTY)
                                        .build(),
                                LIMIT)
                        .shape())
                .isEqualTo(Shape.of(41_666));
    }

    @Test
    void emptyTensor_hasNoValues() {
        assertThat(read(
                                "x",
                                proto(org.tensorflow.framework.DataType.DT_FLOAT, 0, 5)
                                        .build(),
                                LIMIT)
                        .shape())
                .isEqualTo(Shape.of(0, 5));
        assertThat(failure(proto(org.tensorflow.framework.DataType.DT_FLOAT, 0).addFloatVal(1)))
                .isEqualTo("input x has 1 values; float32 of shape [0] has 0 elements");
    }

    @Test
    void malformed_isRefused_namingTheInput() {
        var floats = org.tensorflow.framework.DataType.DT_FLOAT;
        assertThat(failure(proto(floats, 3).addFloatVal(1).addFloatVal(2)))
                .isEqualTo("input x has 2 values; float32 of shape [3] has 3 elements");
        assertThat(failure(proto(floats, 3))).isEqualTo("input x has 0 values; float32 of shape [3] has 3 elements");
        assertThat(failure(proto(floats, 2).addAllFloatVal(List.of(1f, 2f, 3f))))
                .contains("has 3 values");
        assertThat(failure(proto(floats, 2).addIntVal(1))).contains("has 0 values");
        assertThat(failure(proto(floats, -1).addFloatVal(1)))
                .startsWith("input x is malformed")
                .contains("[-1]");
        assertThat(failure(proto(floats, 1L << 32, 1L << 32))).contains("too many elements");
        assertThat(failure(proto(floats, 1L << 62, 1L << 62, 0))).contains("too many elements");
        assertThat(failure(proto(floats, new long[255]))).isEqualTo("input x has 255 dimensions, more than 254");
        assertThat(failure(proto(floats)
                        .setTensorShape(TensorShapeProto.newBuilder().setUnknownRank(true))))
                .isEqualTo("input x has a shape of unknown rank");
        assertThat(failure(proto(floats, 2).setTensorContent(ByteString.copyFrom(new byte[7]))))
                .startsWith("input x has 7 bytes of tensor_content");
        assertThat(failure(proto(floats, 2).setTensorContent(ByteString.copyFrom(new byte[4]))))
                .startsWith("input x has 4 bytes of tensor_content");
        assertThat(failure(
                        proto(org.tensorflow.framework.DataType.DT_COMPLEX64, 1).addScomplexVal(1)))
                .startsWith("input x has 1 values; complex64 takes two");
    }

    @ParameterizedTest
    @CsvSource({"DT_INVALID", "DT_RESOURCE", "DT_VARIANT", "DT_FLOAT_REF"})
    void types_thatCannotBeSent_areRefused(org.tensorflow.framework.DataType type) {
        assertThat(failure(proto(type, 1))).isEqualTo("input x has the data type " + type + ", which cannot be sent");
    }

    @ParameterizedTest
    @EnumSource
    void types_haveTensorFlowsNumbers(DataType type) {
        String name = switch (type) {
            case FLOAT16 -> "DT_HALF";
            case FLOAT32 -> "DT_FLOAT";
            case FLOAT64 -> "DT_DOUBLE";
            default -> "DT_" + type.name();
        };
        assertThat(TensorProtoTypes.toProto(type).name()).isEqualTo(name);
        assertThat(DataType.ofNumber(type.number())).contains(type);
    }

    @Test
    void types_unknown_areRefusedByNumber() {
        assertThat(failure(proto(org.tensorflow.framework.DataType.DT_FLOAT, 1).setDtypeValue(999)))
                .isEqualTo("input x has the data type 999, which cannot be sent");
    }

    @ParameterizedTest
    @CsvSource({
        "DT_INT8, 128",
        "DT_INT8, -129",
        "DT_UINT8, 256",
        "DT_UINT8, -1",
        "DT_INT16, 32768",
        "DT_UINT16, 65536",
        "DT_INT4, 8"
    })
    void integers_outOfTheTypesRange_areRefused(org.tensorflow.framework.DataType type, int value) {
        assertThat(failure(proto(type, 1).addIntVal(value)))
                .startsWith("input x has the value " + value + ", which is out of the range of");
    }

    @Test
    void stringContent_lyingLengths_areRefused() {
        List<byte[]> contents = new ArrayList<>();
        contents.add(new byte[] {5, 'a'});
        contents.add(new byte[] {1, 'a', 'b'});
        contents.add(new byte[] {-1, -1, -1, -1, 7, 'a'});
        contents.add(new byte[] {-1, -1, -1, -1, 15, 'a'});
        contents.add(new byte[] {-128});
        for (byte[] content : contents) {
            TensorProto.Builder proto = proto(org.tensorflow.framework.DataType.DT_STRING, 1)
                    .setTensorContent(ByteString.copyFrom(content));
            assertThat(failure(proto)).startsWith("input x has ").contains("tensor_content");
        }
        assertThatThrownBy(() -> read(
                        "x",
                        proto(org.tensorflow.framework.DataType.DT_STRING, 1L << 33)
                                .setTensorContent(ByteString.copyFrom(new byte[] {1}))
                                .build(),
                        LIMIT))
                .isInstanceOf(ServingException.class);
    }
}
