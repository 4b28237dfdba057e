package io.algorithmselector.api.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.algorithmselector.model.DataType;
import io.algorithmselector.model.Failure;
import io.algorithmselector.model.ServingException;
import io.algorithmselector.model.Shape;
import io.algorithmselector.model.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AnswerSizeTest {
    /** Of that many bytes, none of which is there. */
    @SuppressWarnings("restricted")
    private static Tensor numbers(DataType type, long elements) {
        MemorySegment nowhere = MemorySegment.ofAddress(0).reinterpret(elements * type.size());
        return new Tensor.Numeric(type, Shape.of(elements), nowhere);
    }

    private static void tooLarge(Map<String, Tensor> outputs, String output) {
        assertThatThrownBy(() -> AnswerSize.requireSendable(outputs))
                .isInstanceOfSatisfying(
                        ServingException.class,
                        e -> assertThat(e.failure())
                                .isEqualTo(new Failure.AtLimit("with output " + output + " the answer is larger than"
                                        + " the 2 GiB that can be sent; ask for fewer outputs")));
    }

    @Test
    void outputs_togetherBeyondAMessage_areALimitOfTheServer() {
        Tensor gibibyte = numbers(DataType.FLOAT32, 1L << 28);
        assertThatCode(() -> AnswerSize.requireSendable(Map.of("a", gibibyte))).doesNotThrowAnyException();
        tooLarge(new TreeMap<>(Map.of("a", gibibyte, "b", gibibyte)), "b");
        tooLarge(Map.of("a", numbers(DataType.INT64, 1L << 28)), "a");
        Tensor strings = new Tensor.Strings(Shape.of(1 << 20), Collections.nCopies(1 << 20, new byte[2048]));
        tooLarge(Map.of("s", strings), "s");
    }

    /** What is allowed for an element is never less than what the message takes for one. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "STRING")
    void element_takesNoMoreThanIsAllowedFor(DataType type) {
        byte[] largest = new byte[1000 * type.size()];
        Arrays.fill(largest, (byte) (type == DataType.BOOL ? 1 : type == DataType.UINT4 ? 15 : -1));
        Tensor tensor = Tensor.Numeric.of(type, Shape.of(1000), largest);
        int taken = TensorProtoWriter.write(tensor).getSerializedSize();
        // of a thousand elements, at most twenty bytes are type and shape
        long elements = (Integer.MAX_VALUE - (1L << 20)) * 1000 / (taken - 20) + 1;
        tooLarge(Map.of("y", numbers(type, elements)), "y");
    }
}
