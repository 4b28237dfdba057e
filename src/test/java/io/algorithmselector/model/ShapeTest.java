package io.algorithmselector.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShapeTest {
    private static long[] dimensions(String text) {
        return java.util.Arrays.stream(text.split(","))
                .mapToLong(Long::parseLong)
                .toArray();
    }

    @Test
    void elements_areTheProduct() {
        assertThat(Shape.SCALAR.elements()).isEqualTo(1);
        assertThat(Shape.of(2, 3, 4).elements()).isEqualTo(24);
        assertThat(Shape.of(Long.MAX_VALUE).elements()).isEqualTo(Long.MAX_VALUE);
        assertThat(Shape.of(2, Long.MAX_VALUE / 2).elements()).isEqualTo(Long.MAX_VALUE - 1);
        assertThat(Shape.of(3, 0, 5).elements()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"9223372036854775807,2", "4294967296,4294967296", "3037000500,3037000500"})
    void elements_overflow_isRefused(String dimensions) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Shape.of(dimensions(dimensions)))
                .withMessage("shape [" + dimensions + "] has too many elements");
    }

    /** TensorFlow would end the process at those that overflow before their 0. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "4611686018427387904,4611686018427387904,0",
                "0,4611686018427387904,4611686018427387904",
                "4611686018427387904,0,4611686018427387904"
            })
    void elements_overflowBesideAZero_isRefusedAsWell(String dimensions) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Shape.of(dimensions(dimensions)))
                .withMessage("shape [" + dimensions + "] has too many elements");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "2,-3", "0,-1", "-1,0", "-9223372036854775808"})
    void dimension_negative_isRefused(String dimensions) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Shape.of(dimensions(dimensions)))
                .withMessage("shape [" + dimensions + "] has a negative dimension");
    }
}
