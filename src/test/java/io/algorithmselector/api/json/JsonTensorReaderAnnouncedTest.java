package io.algorithmselector.api.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.algorithmselector.model.ByteBudget;
import io.algorithmselector.model.DataType;
import io.algorithmselector.model.ServingException;
import io.algorithmselector.model.Shape;
import io.algorithmselector.model.Tensor;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTensorReaderAnnouncedTest {
    private static Tensor read(DataType type, long most, String json) {
        byte[] text = json.getBytes(UTF_8);
        return JsonTensorReader.announced("x", type, most, text.length).whole(new JsonCursor(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "[1]", "[1,2]", "[1,2,3]"})
    void elements_upToAsManyAsAnnounced_areRead(String json) {
        assertThat(read(DataType.INT32, 3, json).shape()).isEqualTo(Shape.of((json.length() - 1) / 2));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "INT32 | [1,2,3,4]",
                "INT64 | [[1,2],[3,4]]",
                "STRING | [\"a\",\"b\",\"c\",\"d\"]",
                "BOOL | [true,true,true,true]"
            })
    void elements_moreThanAnnounced_areRefused(DataType type, String json) {
        assertThatThrownBy(() -> read(type, 3, json))
                .isInstanceOf(ServingException.class)
                .hasMessage("input x has more than 3 elements");
    }

    @Test
    void announcement_huge_takesNoMemory() {
        assertThat(read(DataType.FLOAT64, Long.MAX_VALUE / 8, "[1]").shape()).isEqualTo(Shape.of(1));
        assertThat(read(DataType.STRING, Long.MAX_VALUE / 8, "[\"a\"]").shape()).isEqualTo(Shape.of(1));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "FLOAT32 | [1e39] | input x[0] is the number 1e39, which is out of the range of float32",
                "FLOAT32 | [0, -3.5e38] | input x[1] is the number -3.5e38, which is out of the range of float32",
                "FLOAT64 | [1e400] | input x[0] is the number 1e400, which is out of the range of float64",
                "UINT8 | [256] | input x[0] is the number 256, which is out of the range of uint8",
                "INT32 | [1.0] | input x[0] is the number 1.0, expected int32",
                "STRING | [{\"b64\": \"QQ==\"}] | input x[0] is an object, expected a string",
                "STRING | [1] | input x[0] is the number 1, expected a string"
            })
    void element_thatIsNoValueOfTheType_isRefused(DataType type, String json, String message) {
        assertThatThrownBy(() -> read(type, 10, json))
                .isInstanceOf(ServingException.class)
                .hasMessage(message);
    }

    @Test
    void bareWords_areNaNAndInfinities() {
        Tensor.Numeric tensor = (Tensor.Numeric) read(DataType.FLOAT32, 3, "[NaN, -Infinity, Inf]");
        assertThat(tensor.data().toArray(ValueLayout.JAVA_FLOAT_UNALIGNED))
                .containsExactly(Float.NaN, Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY);
    }

    @Test
    void tensorFlowServing_overflow_isStillInfinite() {
        Tensor tensor = new JsonTensorReader("x", DataType.FLOAT32, new ByteBudget(100))
                .whole(new JsonCursor("[1e39]".getBytes(UTF_8)));
        assertThat(((Tensor.Numeric) tensor).data().get(ValueLayout.JAVA_FLOAT_UNALIGNED, 0))
                .isEqualTo(Float.POSITIVE_INFINITY);
    }
}
