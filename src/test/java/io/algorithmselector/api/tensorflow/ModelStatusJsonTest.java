package io.algorithmselector.api.tensorflow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.algorithmselector.lifecycle.State;
import io.algorithmselector.lifecycle.VersionStatus;
import io.algorithmselector.model.ErrorCode;
import io.algorithmselector.model.VersionId;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelStatusJsonTest {
    @ParameterizedTest
    @CsvSource({"START", "LOADING", "AVAILABLE", "UNLOADING", "END"})
    void state_isTensorFlowServingsWord_andTheVersionAString(String state) {
        VersionStatus status = new VersionStatus(new VersionId("m", 123), State.valueOf(state), null);
        assertThat(new String(ModelStatusJson.encode(List.of(status)), UTF_8))
                .isEqualTo("{\"model_version_status\":[{\"version\":\"123\",\"state\":\"" + state
                        + "\",\"status\":{\"error_code\":\"OK\",\"error_message\":\"\"}}]}");
    }

    @ParameterizedTest
    @CsvSource({"NOT_FOUND", "RESOURCE_EXHAUSTED", "UNKNOWN"})
    void error_isItsCodesNameAndItsMessage(ErrorCode code) {
        VersionStatus status = new VersionStatus(
                new VersionId("m", 1), State.END, new VersionStatus.Cause(code, "no \"saved_model.pb\""));
        assertThat(new String(ModelStatusJson.encode(List.of(status)), UTF_8))
                .endsWith("\"status\":{\"error_code\":\"" + code.name()
                        + "\",\"error_message\":\"no \\\"saved_model.pb\\\"\"}}]}");
    }
}
