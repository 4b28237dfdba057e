package io.algorithmselector.inference;

import static org.assertj.core.api.Assertions.assertThat;

import io.algorithmselector.model.DataType;
import io.algorithmselector.model.Shape;
import io.algorithmselector.model.ShapeSpec;
import io.algorithmselector.model.Signature;
import io.algorithmselector.model.Tensor;
import io.algorithmselector.model.TensorSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class BatchSizeTest {
    private static final ShapeSpec ROWS = ShapeSpec.of(-1, 2);

    private static Signature signature(ShapeSpec output, ShapeSpec... inputs) {
        List<TensorSpec> specs = new ArrayList<>();
        for (int i = 0; i < inputs.length; i++) {
            specs.add(new TensorSpec("x" + i, DataType.INT8, inputs[i]));
        }
        return Signature.of("s", "", specs, List.of(new TensorSpec("y", DataType.INT8, output)));
    }

    private static Map<String, Tensor> inputs(Shape... shapes) {
        Map<String, Tensor> inputs = new TreeMap<>();
        for (int i = 0; i < shapes.length; i++) {
            byte[] data = new byte[Math.toIntExact(shapes[i].elements())];
            inputs.put("x" + i, Tensor.Numeric.of(DataType.INT8, shapes[i], data));
        }
        return inputs;
    }

    @Test
    void firstDimensionsOpenAndEqual_areTheBatch() {
        assertThat(BatchSize.of(signature(ROWS, ROWS, ROWS), inputs(Shape.of(64, 2), Shape.of(64, 2))))
                .isEqualTo(64);
        assertThat(BatchSize.of(signature(ROWS, ROWS), inputs(Shape.of(0, 2)))).isZero();
    }

    @Test
    void firstDimensionFixed_isOneInference() {
        ShapeSpec fixed = ShapeSpec.of(3, 2);
        assertThat(BatchSize.of(signature(ROWS, ROWS, fixed), inputs(Shape.of(3, 2), Shape.of(3, 2))))
                .isOne();
        assertThat(BatchSize.of(signature(fixed, ROWS), inputs(Shape.of(3, 2)))).isOne();
    }

    @Test
    void scalarOrUnknownRank_isOneInference() {
        assertThat(BatchSize.of(signature(ROWS, ShapeSpec.of()), inputs(Shape.SCALAR)))
                .isOne();
        assertThat(BatchSize.of(signature(ROWS, ShapeSpec.UNKNOWN_RANK), inputs(Shape.SCALAR)))
                .isOne();
    }

    @Test
    void firstDimensionsDiffer_isOneInference() {
        assertThat(BatchSize.of(signature(ROWS, ROWS, ROWS), inputs(Shape.of(4, 2), Shape.of(2, 2))))
                .isOne();
    }

    @Test
    void noInputs_isOneInference() {
        assertThat(BatchSize.of(signature(ROWS), inputs())).isOne();
    }
}
