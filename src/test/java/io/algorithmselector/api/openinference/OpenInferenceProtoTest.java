package io.algorithmselector.api.openinference;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import inference.OpenInferenceProto;
import io.algorithmselector.testing.ProtoFields;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Our proto against the numbers, names and types that the protocol and Triton's clients have on the wire. */
class OpenInferenceProtoTest {
    private static final FileDescriptor FILE = OpenInferenceProto.getDescriptor();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ServerLiveResponse | 1 live bool",
                "ServerReadyResponse | 1 ready bool",
                "ModelReadyRequest | 1 name string, 2 version string",
                "ModelReadyResponse | 1 ready bool",
                "ServerMetadataResponse | 1 name string, 2 version string, 3 extensions repeated string",
                "ModelMetadataRequest | 1 name string, 2 version string",
                "ModelMetadataResponse | 1 name string, 2 versions repeated string, 3 platform string,"
                        + " 4 inputs repeated TensorMetadata, 5 outputs repeated TensorMetadata, 6 properties map<string, string>",
                "ModelMetadataResponse.TensorMetadata | 1 name string, 2 datatype string, 3 shape repeated int64",
                "ModelInferRequest | 1 model_name string, 2 model_version string, 3 id string,"
                        + " 4 parameters map<string, InferParameter>, 5 inputs repeated InferInputTensor,"
                        + " 6 outputs repeated InferRequestedOutputTensor, 7 raw_input_contents repeated bytes",
                "ModelInferRequest.InferInputTensor | 1 name string, 2 datatype string, 3 shape repeated int64,"
                        + " 4 parameters map<string, InferParameter>, 5 contents InferTensorContents",
                "ModelInferRequest.InferRequestedOutputTensor | 1 name string, 2 parameters map<string, InferParameter>",
                "ModelInferResponse | 1 model_name string, 2 model_version string, 3 id string,"
                        + " 4 parameters map<string, InferParameter>, 5 outputs repeated InferOutputTensor,"
                        + " 6 raw_output_contents repeated bytes",
                "ModelInferResponse.InferOutputTensor | 1 name string, 2 datatype string, 3 shape repeated int64,"
                        + " 4 parameters map<string, InferParameter>, 5 contents InferTensorContents",
                "InferParameter | 1 bool_param bool, 2 int64_param int64, 3 string_param string, 4 double_param double,"
                        + " 5 uint64_param uint64",
                "InferTensorContents | 1 bool_contents repeated bool, 2 int_contents repeated int32,"
                        + " 3 int64_contents repeated int64, 4 uint_contents repeated uint32,"
                        + " 5 uint64_contents repeated uint64, 6 fp32_contents repeated float,"
                        + " 7 fp64_contents repeated double, 8 bytes_contents repeated bytes"
            })
    void message_hasTheProtocolsFields(String message, String fields) {
        Descriptor found = null;
        for (String name : message.split("\\.", -1)) {
            found = Objects.requireNonNull(
                    found == null ? FILE.findMessageTypeByName(name) : found.findNestedTypeByName(name));
        }
        assertThat(ProtoFields.of(Objects.requireNonNull(found))).isEqualTo(fields);
    }

    @Test
    void service_hasTheStandardCallsAndTritons() {
        assertThat(FILE.getPackage()).isEqualTo("inference");
        assertThat(ProtoFields.of(Objects.requireNonNull(FILE.findServiceByName("GRPCInferenceService"))))
                .isEqualTo("CudaSharedMemoryRegister, CudaSharedMemoryStatus, CudaSharedMemoryUnregister, LogSettings,"
                        + " ModelConfig, ModelInfer, ModelMetadata, ModelReady, ModelStatistics, ModelStreamInfer*,"
                        + " RepositoryIndex, RepositoryModelLoad, RepositoryModelUnload, ServerLive, ServerMetadata,"
                        + " ServerReady, SystemSharedMemoryRegister, SystemSharedMemoryStatus,"
                        + " SystemSharedMemoryUnregister, TraceSetting");
    }
}
