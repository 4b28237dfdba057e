package io.algorithmselector.engine.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.algorithmselector.model.DataType;
import io.algorithmselector.model.Shape;
import io.algorithmselector.model.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each data type in shapes of several ranks through an identity: every bit comes back. */
class DataTypeRoundTripTest {
    private static final List<Shape> SHAPES = List.of(
            Shape.SCALAR, Shape.of(0), Shape.of(2, 0, 3), Shape.of(3), Shape.of(2, 3), Shape.of(1, 2, 1, 2, 3, 1));

    @SuppressWarnings("NullAway.Init")
    private static LoadedModel model;

    @BeforeAll
    static void load(@TempDir Path directory) {
        model = LoadedModel.of(SavedModels.identities(directory));
    }

    @AfterAll
    static void close() {
        model.close();
    }

    static Stream<Arguments> typesAndShapes() {
        return Stream.of(DataType.values()).flatMap(type -> SHAPES.stream().map(shape -> Arguments.of(type, shape)));
    }

    @ParameterizedTest
    @MethodSource("typesAndShapes")
    void tensor_throughTheEngine_isTheSame(DataType type, Shape shape) {
        Random random = new Random(type.number() * 31L + shape.rank());
        Tensor sent = type == DataType.STRING ? strings(random, shape) : numbers(random, type, shape);
        Tensor received = Objects.requireNonNull(
                model.run(type.toString(), Map.of("x", sent)).get("y"));
        assertSame(sent, received);
    }

    private static void assertSame(Tensor sent, Tensor received) {
        assertThat(received.type()).isEqualTo(sent.type());
        assertThat(received.shape()).isEqualTo(sent.shape());
        switch (sent) {
            case Tensor.Numeric numeric ->
                assertThat(((Tensor.Numeric) received).data().mismatch(numeric.data()))
                        .as("position of the first byte that differs")
                        .isEqualTo(-1);
            case Tensor.Strings strings ->
                assertThat(((Tensor.Strings) received).elements())
                        .usingElementComparator(Arrays::compare)
                        .isEqualTo(strings.elements());
        }
    }

    /** Any bits, NaNs and denormals among them; a truth is one bit, and a four-bit number four. */
    private static Tensor numbers(Random random, DataType type, Shape shape) {
        byte[] bytes = new byte[Math.toIntExact(shape.elements() * type.size())];
        random.nextBytes(bytes);
        int mask = switch (type) {
            case BOOL -> 0x01;
            case UINT4 -> 0x0F;
            case INT4 -> 0x07;
            default -> 0xFF;
        };
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] &= (byte) mask;
        }
        return Tensor.Numeric.of(type, shape, bytes);
    }

    /** Lengths around the 22 bytes that an element holds in itself; no text, zeros included. */
    private static Tensor strings(Random random, Shape shape) {
        int[] lengths = {0, 1, 22, 23, 10_000};
        List<byte[]> elements = new ArrayList<>();
        for (int i = 0; i < shape.elements(); i++) {
            byte[] bytes = new byte[lengths[i % lengths.length]];
            random.nextBytes(bytes);
            if (bytes.length > 1) {
                bytes[1] = 0;
            }
            elements.add(bytes);
        }
        return new Tensor.Strings(shape, elements);
    }
}
