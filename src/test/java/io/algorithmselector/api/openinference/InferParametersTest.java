package io.algorithmselector.api.openinference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import inference.InferParameter;
import io.algorithmselector.model.Failure;
import io.algorithmselector.model.ServingException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InferParametersTest {
    private static InferParameters of(String name, ParameterValue value) {
        return InferParameters.of("input x", Map.of(name, value));
    }

    private static Failure failure(String name, ParameterValue value) {
        return catchThrowableOfType(ServingException.class, () -> of(name, value))
                .failure();
    }

    @Test
    void of_knownOnes_areRead() {
        InferParameters all = InferParameters.of(
                "the request",
                Map.of(
                        "signature_name", new ParameterValue.Text("other"),
                        "binary_data_output", new ParameterValue.Flag(true),
                        "binary_data", new ParameterValue.Flag(false),
                        "binary_data_size", new ParameterValue.Whole(0),
                        "classification", new ParameterValue.Whole(3)));
        assertThat(all.signature()).isEqualTo("other");
        assertThat(all.binaryDataOutput()).isTrue();
        assertThat(all.binaryData()).isFalse();
        assertThat(all.binaryDataSize()).hasValue(0);
        assertThat(all.classification()).isEqualTo(3);
    }

    @Test
    void of_unknownOnes_sayNothing() {
        assertThat(of("sequence_id", new ParameterValue.Whole(7))).isEqualTo(InferParameters.NONE);
        assertThat(InferParameters.of("the request", Map.of())).isEqualTo(InferParameters.NONE);
    }

    @Test
    void of_negativeOrBooleanSize_isRefusedByName() {
        assertThat(failure("binary_data_size", new ParameterValue.Whole(-1)).message())
                .isEqualTo("input x has -1 for the parameter binary_data_size, expected a whole number from 0");
        assertThat(failure("binary_data_size", new ParameterValue.Flag(true)).message())
                .isEqualTo("input x has true for the parameter binary_data_size, expected a whole number from 0");
        assertThat(failure("binary_data_size", new ParameterValue.Real(1.5)).message())
                .contains("1.5");
    }

    @Test
    void of_classificationBelowOne_isRefused() {
        assertThat(failure("classification", new ParameterValue.Whole(0)).message())
                .isEqualTo("input x has 0 for the parameter classification, expected a whole number from 1");
        assertThat(of("classification", new ParameterValue.Whole(Long.MAX_VALUE))
                        .classification())
                .isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void of_otherKindOfValue_isRefused() {
        assertThat(failure("signature_name", new ParameterValue.Whole(1)).message())
                .isEqualTo("input x has 1 for the parameter signature_name, expected a string");
        assertThat(failure("binary_data_output", new ParameterValue.Text("true"))
                        .message())
                .isEqualTo("input x has 'true' for the parameter binary_data_output, expected true or false");
    }

    @Test
    void of_sharedMemory_isUnsupportedByName() {
        assertThat(failure("shared_memory_region", new ParameterValue.Text("r")))
                .isEqualTo(new Failure.Unsupported(
                        "input x has the parameter shared_memory_region: shared memory is not supported"));
    }

    @Test
    void grpcParameters_eachKind_isRead() {
        assertThat(GrpcParameters.of(
                                "output y",
                                Map.of(
                                        "classification",
                                        InferParameter.newBuilder()
                                                .setUint64Param(2)
                                                .build()))
                        .classification())
                .isEqualTo(2);
        assertThat(GrpcParameters.of(
                                "output y",
                                Map.of(
                                        "classification",
                                        InferParameter.newBuilder()
                                                .setUint64Param(-1)
                                                .build()))
                        .classification())
                .isEqualTo(Integer.MAX_VALUE);
        assertThat(catchThrowableOfType(
                                ServingException.class,
                                () -> GrpcParameters.of("output y", Map.of("p", InferParameter.getDefaultInstance())))
                        .failure()
                        .message())
                .isEqualTo("output y has the parameter p without a value");
    }
}
