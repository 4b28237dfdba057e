package io.algorithmselector.engine.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.algorithmselector.model.DataType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tensorflow.internal.c_api.global.tensorflow;

class DataTypesTest {
    @BeforeAll
    static void start() {
        TensorFlowRuntime.start();
    }

    @ParameterizedTest
    @EnumSource
    void type_toItsNumberAndBack_isItself(DataType type) {
        int number = type.number();
        assertThat(DataTypes.ofNumber(number)).contains(type);
        assertThat(DataTypes.ofNumber(number + 100)).as("a reference to it").contains(type);
    }

    @ParameterizedTest
    @EnumSource
    void type_hasTheSizeThatTensorFlowGivesIt(DataType type) {
        assertThat(tensorflow.TF_DataTypeSize(type.number())).isEqualTo(type.size());
    }

    @Test
    void number_ofWhatIsNoValue_isNoType() {
        for (var type : new org.tensorflow.proto.DataType[] {
            org.tensorflow.proto.DataType.DT_INVALID,
            org.tensorflow.proto.DataType.DT_RESOURCE,
            org.tensorflow.proto.DataType.DT_VARIANT
        }) {
            assertThat(DataTypes.ofNumber(type.getNumber())).isEmpty();
            assertThat(DataTypes.name(type.getNumber())).isEqualTo(type.name());
        }
        assertThat(DataTypes.ofNumber(4711)).isEmpty();
        assertThat(DataTypes.name(4711)).isEqualTo("data type 4711");
    }
}
