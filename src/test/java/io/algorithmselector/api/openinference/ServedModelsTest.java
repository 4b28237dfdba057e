package io.algorithmselector.api.openinference;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import inference.DataType;
import inference.ModelConfig;
import inference.ModelMetadataResponse;
import io.algorithmselector.inference.Inference;
import io.algorithmselector.inference.InferenceObserver;
import io.algorithmselector.inference.Protocol;
import io.algorithmselector.inference.Transport;
import io.algorithmselector.lifecycle.ServingState;
import io.algorithmselector.model.Failure;
import io.algorithmselector.model.ServingException;
import io.algorithmselector.model.Signature;
import io.algorithmselector.model.VersionId;
import io.algorithmselector.selection.VersionChoice;
import io.algorithmselector.selection.VersionRequest;
import io.algorithmselector.selection.VersionSelector;
import io.algorithmselector.testing.FakeModel;
import io.algorithmselector.testing.FakeModels;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServedModelsTest {
    private final ServingState serving = FakeModels.all();
    private final Inference inference =
            new Inference(serving, new VersionSelector(), InferenceObserver.NONE, System::nanoTime);
    private final ServedModels models = new ServedModels(serving);

    private static VersionRequest wanted(String version) {
        return VersionRequest.named(VersionChoice.numberOrLabel(version));
    }

    private ModelDescription describe(String name, VersionRequest wanted, String signature) {
        return models.describe(inference.begin(Protocol.OPENINFERENCE, Transport.GRPC, name), wanted, signature);
    }

    private ModelDescription describe(String name, String version) {
        return describe(name, wanted(version), "");
    }

    private Failure refusal(String name, String version, String signature) {
        return catchThrowableOfType(ServingException.class, () -> describe(name, wanted(version), signature))
                .failure();
    }

    @ParameterizedTest
    @CsvSource({
        "half_plus, '', true",
        "half_plus, 1, true",
        "half_plus, stable, true",
        "half_plus, 3, false",
        "half_plus, 4, false",
        "half_plus, 9, false",
        "half_plus, next, false",
        "half_plus, nightly, false",
        "loading, '', false",
        "none, '', false"
    })
    void ready_isWhetherARequestWouldFindAVersion(String model, String version, boolean ready) {
        assertThat(models.ready(model, wanted(version))).isEqualTo(ready);
    }

    @Test
    void describe_noVersionNamed_isTheNewest() {
        ModelDescription model = describe("half_plus", "");
        assertThat(((FakeModel) requireNonNull(serving.model("half_plus"))).openHandles())
                .isZero();
        assertThat(model.id()).isEqualTo(new VersionId("half_plus", 2));
        assertThat(model.versions()).containsExactly(1L, 2L);
        assertThat(requireNonNull(model.signature()).name()).isEqualTo("serving_default");
        assertThat(describe("half_plus", "stable").id().number()).isEqualTo(1);
    }

    @Test
    void describe_modelWithoutTheDefaultSignature_showsTheFirst() {
        ModelDescription model = describe("broken", "");
        assertThat(model.signatures().keySet()).containsExactly("defect", "engine", "timeout");
        assertThat(requireNonNull(model.signature()).name()).isEqualTo("defect");
    }

    @Test
    void describe_unknown_isRefused() {
        assertThat(refusal("none", "", "")).isEqualTo(new Failure.ModelNotFound("none"));
        assertThat(refusal("half_plus", "9", "")).isEqualTo(new Failure.VersionNotFound("half_plus", 9));
        assertThat(refusal("half_plus", "4", "")).isEqualTo(new Failure.VersionNotAvailable("half_plus", 4, "LOADING"));
        assertThat(refusal("half_plus", "1", "s")).isEqualTo(new Failure.SignatureNotFound("half_plus", 1, "s"));
    }

    @Test
    void versions_ofOneOfAllAndOfAllModels() {
        assertThat(models.versions("half_plus", VersionChoice.numberOrLabel("stable")))
                .containsExactly(new VersionId("half_plus", 1));
        assertThat(models.versions("half_plus", VersionChoice.NONE))
                .containsExactly(new VersionId("half_plus", 1), new VersionId("half_plus", 2));
        assertThat(models.versions("", VersionChoice.NONE))
                .extracting(VersionId::toString)
                .containsExactly("broken/7", "echo/1", "examples/5", "half_plus/1", "half_plus/2");
        assertThat(catchThrowableOfType(ServingException.class, () -> models.versions("none", VersionChoice.NONE))
                        .failure())
                .isEqualTo(new Failure.ModelNotFound("none"));
    }

    @Test
    void versions_ofAVersionWithoutItsModel_areRefused() {
        assertThat(catchThrowableOfType(ServingException.class, () -> models.versions("", new VersionChoice.Version(1)))
                        .failure())
                .isEqualTo(new Failure.InvalidInput("a version is named without its model"));
    }

    @Test
    void metadata_showsWhatTheSignatureTakes() {
        ModelMetadataResponse metadata = GrpcDescriptions.metadata(describe("half_plus", ""));
        assertThat(metadata.getName()).isEqualTo("half_plus");
        assertThat(metadata.getVersionsList()).containsExactly("1", "2");
        assertThat(metadata.getPlatform()).isEqualTo("tensorflow_savedmodel");
        assertThat(metadata.getInputs(0).getName()).isEqualTo("x");
        assertThat(metadata.getInputs(0).getDatatype()).isEqualTo("FP32");
        assertThat(metadata.getInputs(0).getShapeList()).containsExactly(-1L);
        assertThat(metadata.getOutputs(0).getName()).isEqualTo("y");
        assertThat(metadata.getPropertiesMap())
                .containsEntry("signature_name", Signature.DEFAULT)
                .containsEntry("signatures", Signature.DEFAULT);
    }

    @Test
    void metadata_datatypesBeyondTheProtocol_keepTheirOwnNames() {
        ModelDescription model = describe("echo", VersionRequest.ANY, "complex64");
        assertThat(GrpcDescriptions.metadata(model).getInputs(0).getDatatype()).isEqualTo("COMPLEX64");
        assertThat(GrpcDescriptions.config(model).getInput(0).getDataType()).isEqualTo(DataType.TYPE_INVALID);
    }

    @Test
    void config_isWhatTritonWouldShow() {
        ModelConfig config = GrpcDescriptions.config(describe("half_plus", ""));
        assertThat(config.getName()).isEqualTo("half_plus");
        assertThat(config.getPlatform()).isEqualTo("tensorflow_savedmodel");
        assertThat(config.getBackend()).isEqualTo("tensorflow");
        assertThat(config.getMaxBatchSize()).isZero();
        assertThat(config.getVersionPolicy().getSpecific().getVersionsList()).containsExactly(1L, 2L);
        assertThat(config.getInput(0).getDataType()).isEqualTo(DataType.TYPE_FP32);
        assertThat(config.getInput(0).getDimsList()).containsExactly(-1L);
        assertThat(config.getOutput(0).getName()).isEqualTo("y");
        assertThat(config.getParametersOrThrow("TF_SIGNATURE_DEF").getStringValue())
                .isEqualTo("serving_default");
    }
}
