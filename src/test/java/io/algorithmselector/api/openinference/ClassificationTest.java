package io.algorithmselector.api.openinference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.algorithmselector.model.DataType;
import io.algorithmselector.model.ServingException;
import io.algorithmselector.model.Shape;
import io.algorithmselector.model.Tensor;
import io.algorithmselector.testing.FakeModels;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ClassificationTest {
    @Test
    void vector_topTwo_areTheHighestFirstWithTheirIndices() {
        Tensor.Strings top = Classification.of("y", FakeModels.floats(Shape.of(4), 1.1f, 3.3f, 0.5f, 2.4f), 2);
        assertThat(top.shape()).isEqualTo(Shape.of(2));
        assertThat(texts(top)).containsExactly("3.300000:1", "2.400000:3");
    }

    @Test
    void batch_eachRow_isClassifiedByItself() {
        Tensor tensor = FakeModels.floats(Shape.of(2, 3), 1, 2, 3, 6, 5, 4);
        Tensor.Strings top = Classification.of("y", tensor, 2);
        assertThat(top.shape()).isEqualTo(Shape.of(2, 2));
        assertThat(texts(top)).containsExactly("3.000000:2", "2.000000:1", "6.000000:0", "5.000000:1");
    }

    @Test
    void threeDimensions_afterTheBatch_areOneSetOfClasses() {
        Tensor tensor = FakeModels.floats(Shape.of(2, 2, 2), 0, 1, 2, 3, 7, 6, 5, 4);
        assertThat(texts(Classification.of("y", tensor, 1))).containsExactly("3.000000:3", "7.000000:0");
    }

    @Test
    void equalValues_areInTheOrderOfTheirIndices() {
        Tensor tensor = FakeModels.floats(Shape.of(5), 1, 2, 1, 2, -0f);
        assertThat(texts(Classification.of("y", tensor, 3))).containsExactly("2.000000:1", "2.000000:3", "1.000000:0");
    }

    @Test
    void moreThanThereAre_areAll() {
        assertThat(Classification.of("y", FakeModels.floats(Shape.of(2), 1, 2), 9)
                        .shape())
                .isEqualTo(Shape.of(2));
    }

    @Test
    void oddFloats_areAsCPrintsThem_whatIsNoNumberLast() {
        Tensor tensor = FakeModels.floats(
                Shape.of(6), Float.NaN, Float.NEGATIVE_INFINITY, -1e-9f, Float.POSITIVE_INFINITY, -2.5f, 0.0000005f);
        assertThat(texts(Classification.of("y", tensor, 6)))
                .containsExactly("inf:3", "0.000000:5", "-0.000000:2", "-2.500000:4", "-inf:1", "nan:0");
    }

    @ParameterizedTest
    @EnumSource(
            value = DataType.class,
            names = {"INT8", "INT16", "INT32", "INT64"})
    void signed_allBitsSet_isMinusOne(DataType type) {
        assertThat(texts(Classification.of("y", zeroAndAllBits(type), 2))).containsExactly("0:0", "-1:1");
    }

    @ParameterizedTest
    @EnumSource(
            value = DataType.class,
            names = {"UINT8", "UINT16", "UINT32", "UINT64"})
    void unsigned_allBitsSet_isTheHighest(DataType type) {
        String highest = BigInteger.TWO
                .pow(8 * type.size())
                .subtract(BigInteger.ONE)
                .toString();
        assertThat(texts(Classification.of("y", zeroAndAllBits(type), 2))).containsExactly(highest + ":1", "0:0");
    }

    @ParameterizedTest
    @EnumSource(
            value = DataType.class,
            names = {"FLOAT16", "BFLOAT16", "BOOL", "QINT8", "COMPLEX64"})
    void type_withoutOrder_isRefused(DataType type) {
        assertThatThrownBy(() -> Classification.of("y", zeroAndAllBits(type), 1))
                .isInstanceOf(ServingException.class)
                .hasMessageStartingWith("classification of output y is not possible: its datatype is ");
    }

    @Test
    void strings_areRefused() {
        assertThatThrownBy(() -> Classification.of("y", new Tensor.Strings(Shape.of(0), List.of()), 1))
                .hasMessage("classification of output y is not possible: its datatype is BYTES");
    }

    @Test
    void noRows_areNoTexts() {
        Tensor tensor = FakeModels.floats(Shape.of(0, 3));
        assertThat(Classification.of("y", tensor, 2).shape()).isEqualTo(Shape.of(0, 0));
    }

    @Test
    void moreThanAMillionTexts_areRefused() {
        Tensor tensor = Tensor.Numeric.of(DataType.INT8, Shape.of(1_000_001), new byte[1_000_001]);
        assertThatThrownBy(() -> Classification.of("y", tensor, 1_000_001)).hasMessageContaining("1000000 texts");
        assertThat(texts(Classification.of("y", tensor, 1))).containsExactly("0:0");
    }

    private static Tensor zeroAndAllBits(DataType type) {
        byte[] data = new byte[2 * type.size()];
        IntStream.range(type.size(), data.length).forEach(i -> data[i] = -1);
        return Tensor.Numeric.of(type, Shape.of(2), data);
    }

    private static List<String> texts(Tensor.Strings tensor) {
        return tensor.elements().stream()
                .map(text -> new String(text, StandardCharsets.US_ASCII))
                .toList();
    }
}
