package io.algorithmselector.api.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.Descriptor;
import io.algorithmselector.testing.ProtoFields;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tensorflow.serving.Classification;
import tensorflow.serving.FileSystemStoragePathSource;
import tensorflow.serving.GetModelMetadata;
import tensorflow.serving.GetModelStatus;
import tensorflow.serving.Inference;
import tensorflow.serving.InputOuterClass;
import tensorflow.serving.Model;
import tensorflow.serving.ModelManagement;
import tensorflow.serving.ModelServerConfigOuterClass;
import tensorflow.serving.ModelServiceOuterClass;
import tensorflow.serving.Predict;
import tensorflow.serving.PredictionServiceOuterClass;
import tensorflow.serving.RegressionOuterClass;
import tensorflow.serving.Status;

/** The generated messages against the numbers, names and types that TensorFlow Serving's clients have on the wire. */
class TensorflowProtoTest {
    private static final List<Descriptor> MESSAGES = List.of(
                    Classification.getDescriptor(),
                    FileSystemStoragePathSource.getDescriptor(),
                    GetModelMetadata.getDescriptor(),
                    GetModelStatus.getDescriptor(),
                    Inference.getDescriptor(),
                    InputOuterClass.getDescriptor(),
                    Model.getDescriptor(),
                    ModelManagement.getDescriptor(),
                    ModelServerConfigOuterClass.getDescriptor(),
                    Predict.getDescriptor(),
                    RegressionOuterClass.getDescriptor(),
                    Status.getDescriptor())
            .stream()
            .flatMap(file -> file.getMessageTypes().stream())
            .toList();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ModelSpec | 1 name string, 2 version Int64Value, 3 signature_name string, 4 version_label string",
                "PredictRequest | 1 model_spec ModelSpec, 2 inputs map<string, TensorProto>, 3 output_filter repeated string",
                "PredictResponse | 1 outputs map<string, TensorProto>, 2 model_spec ModelSpec",
                "Class | 1 label string, 2 score float",
                "Classifications | 1 classes repeated Class",
                "ClassificationResult | 1 classifications repeated Classifications",
                "ClassificationRequest | 1 model_spec ModelSpec, 2 input Input",
                "ClassificationResponse | 1 result ClassificationResult, 2 model_spec ModelSpec",
                "Regression | 1 value float",
                "RegressionResult | 1 regressions repeated Regression",
                "RegressionRequest | 1 model_spec ModelSpec, 2 input Input",
                "RegressionResponse | 1 result RegressionResult, 2 model_spec ModelSpec",
                "Input | 1 example_list ExampleList, 2 example_list_with_context ExampleListWithContext",
                "ExampleList | 1 examples repeated Example",
                "ExampleListWithContext | 1 examples repeated Example, 2 context Example",
                "InferenceTask | 1 model_spec ModelSpec, 2 method_name string",
                "InferenceResult | 1 model_spec ModelSpec, 2 classification_result ClassificationResult,"
                        + " 3 regression_result RegressionResult",
                "MultiInferenceRequest | 1 tasks repeated InferenceTask, 2 input Input",
                "MultiInferenceResponse | 1 results repeated InferenceResult",
                "GetModelMetadataRequest | 1 model_spec ModelSpec, 2 metadata_field repeated string",
                "GetModelMetadataResponse | 1 model_spec ModelSpec, 2 metadata map<string, Any>",
                "SignatureDefMap | 1 signature_def map<string, SignatureDef>",
                "GetModelStatusRequest | 1 model_spec ModelSpec",
                "GetModelStatusResponse | 1 model_version_status repeated ModelVersionStatus",
                "ModelVersionStatus | 1 version int64, 2 state State, 3 status StatusProto",
                "StatusProto | 1 error_code Code, 2 error_message string",
                "ReloadConfigRequest | 1 config ModelServerConfig, 2 metric_names repeated string",
                "ReloadConfigResponse | 1 status StatusProto, 2 metric repeated Metric",
                "Metric | 1 name string, 2 int64_value_increase int64",
                "ModelServerConfig | 1 model_config_list ModelConfigList, 2 custom_model_config Any",
                "ModelConfigList | 1 config repeated ModelConfig",
                "ModelConfig | 1 name string, 2 base_path string, 3 model_type ModelType, 4 model_platform string,"
                        + " 6 logging_config LoggingConfig, 7 model_version_policy ServableVersionPolicy,"
                        + " 8 version_labels map<string, int64>"
            })
    void message_hasTensorFlowServingsFields(String message, String fields) {
        Descriptor found = MESSAGES.stream()
                .filter(each -> each.getName().equals(message))
                .findFirst()
                .orElseThrow();
        // a field that later releases have added is no difference to a client that does not know it
        assertThat(Arrays.asList(ProtoFields.of(found).split(", (?=\\d)", -1)))
                .containsAll(Arrays.asList(fields.split(", (?=\\d)", -1)));
    }

    @Test
    void versionPolicy_hasItsThreeChoices() {
        Descriptor policy = MESSAGES.stream()
                .filter(each -> each.getName().equals("FileSystemStoragePathSourceConfig"))
                .map(config -> Objects.requireNonNull(config.findNestedTypeByName("ServableVersionPolicy")))
                .findFirst()
                .orElseThrow();
        assertThat(ProtoFields.of(policy)).isEqualTo("100 latest Latest, 101 all All, 102 specific Specific");
    }

    @Test
    void states_haveTensorFlowServingsNumbers() {
        assertThat(GetModelStatus.ModelVersionStatus.State.getDescriptor().getValues().stream()
                        .map(value -> value.getName() + " " + value.getNumber()))
                .containsExactly("UNKNOWN 0", "START 10", "LOADING 20", "AVAILABLE 30", "UNLOADING 40", "END 50");
    }

    @Test
    void services_haveTensorFlowServingsCalls() {
        assertThat(ProtoFields.of(Objects.requireNonNull(
                        PredictionServiceOuterClass.getDescriptor().findServiceByName("PredictionService"))))
                .isEqualTo("Classify, GetModelMetadata, MultiInference, Predict, Regress");
        assertThat(ProtoFields.of(Objects.requireNonNull(
                        ModelServiceOuterClass.getDescriptor().findServiceByName("ModelService"))))
                .isEqualTo("GetModelStatus, HandleReloadConfigRequest");
    }
}
