package io.algorithmselector.api.openinference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.algorithmselector.model.DataType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatatypeTest {
    @ParameterizedTest
    @CsvSource({
        "BOOL, BOOL",
        "UINT8, UINT8",
        "UINT16, UINT16",
        "UINT32, UINT32",
        "UINT64, UINT64",
        "INT8, INT8",
        "INT16, INT16",
        "INT32, INT32",
        "INT64, INT64",
        "FP16, FLOAT16",
        "FP32, FLOAT32",
        "FP64, FLOAT64",
        "BYTES, STRING",
        "BF16, BFLOAT16"
    })
    void named_everyNameOfTheProtocol_isOneType(String name, DataType type) {
        assertThat(Datatype.named("input x", name).type()).isEqualTo(type);
        assertThat(Datatype.of(type)).isEqualTo(Datatype.valueOf(name));
        assertThat(Datatype.text(type)).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "fp32", "FLOAT", "COMPLEX64", "TYPE_FP32"})
    void named_unknown_isRefusedByName(String name) {
        assertThatThrownBy(() -> Datatype.named("input x", name))
                .hasMessageStartingWith("input x has the unknown datatype '" + name + "'");
    }

    @Test
    void named_longUnknown_isEchoedShortened() {
        assertThatThrownBy(() -> Datatype.named("input x", "F".repeat(100_000)))
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(400).contains("FFF…'"));
    }

    @ParameterizedTest
    @EnumSource(
            value = DataType.class,
            names = {"COMPLEX64", "QINT8", "FLOAT8_E5M2", "UINT4"})
    void of_typeWithoutAName_isNone(DataType type) {
        assertThat(Datatype.of(type)).isNull();
        assertThat(Datatype.text(type)).isEqualTo(type.name());
    }
}
