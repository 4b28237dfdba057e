package io.algorithmselector.engine.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.algorithmselector.engine.Servable;
import io.algorithmselector.model.DataType;
import io.algorithmselector.model.EngineOptions;
import io.algorithmselector.model.ErrorCode;
import io.algorithmselector.model.Failure;
import io.algorithmselector.model.ServingException;
import io.algorithmselector.model.ShapeSpec;
import io.algorithmselector.model.Signature;
import io.algorithmselector.model.TensorSpec;
import io.algorithmselector.model.VersionId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TensorFlowModelLoaderTest {
    private static final VersionId ID = new VersionId("sample", 7);

    @TempDir
    private Path directory;

    @Test
    void load_namesTypesAndShapesOfEachSignature() {
        try (Servable servable = load(SavedModels.mlp(directory, 784))) {
            assertThat(servable.signatures().values())
                    .containsExactly(Signature.of(
                            "serving_default",
                            "tensorflow/serving/predict",
                            List.of(new TensorSpec("image", DataType.FLOAT32, ShapeSpec.of(-1, 784), "Placeholder:0")),
                            List.of(new TensorSpec("scores", DataType.FLOAT32, ShapeSpec.of(-1, 10), "Softmax:0"))));
        }
    }

    @Test
    void load_unknownRank_staysUnknown() {
        try (Servable servable = load(SavedModels.identities(directory))) {
            assertThat(servable.signatures()).hasSize(DataType.values().length);
            assertThat(servable.signatures().values())
                    .allSatisfy(signature -> assertThat(signature.inputs().values())
                            .singleElement()
                            .satisfies(x -> {
                                assertThat(x.name()).isEqualTo("x");
                                assertThat(x.type())
                                        .isEqualTo(DataType.valueOf(
                                                signature.name().toUpperCase(Locale.ROOT)));
                                assertThat(x.shape()).isEqualTo(ShapeSpec.UNKNOWN_RANK);
                                assertThat(x.graphName()).matches("x(_[0-9]+)?:0");
                            }));
        }
    }

    @Test
    void load_initOp_isNoSignature() {
        try (Servable servable = load(SavedModels.lookupTable(directory))) {
            assertThat(servable.signatures()).containsOnlyKeys("serving_default");
        }
    }

    @Test
    void load_signaturesThatCannotBeServed_leavesThemOut() {
        try (Servable servable = load(SavedModels.refusals(directory))) {
            assertThat(servable.signatures()).containsOnlyKeys("good");
        }
    }

    @Test
    void load_withoutAnySignatureToServe_failsWithTheReasonOfEach() {
        SavedModels.onlyRefusals(directory);
        Failure.EngineFailed failure = failure();
        assertThat(failure.code()).isEqualTo(ErrorCode.UNIMPLEMENTED);
        assertThat(failure.message())
                .startsWith("model sample/7 does not load: none of its signatures can be served: ")
                .contains("sparse=output y is a sparse tensor")
                .contains("composite=output y is a composite tensor")
                .contains("resource=output y is of type DT_RESOURCE, which has no value outside the graph")
                .contains("absent=output y stands for nowhere:0, which is not in the graph")
                .contains("outside=output y stands for Const:1, which is not in the graph")
                .contains("mistyped=output y is declared float32, but Const:0 is int64 in the graph")
                .contains("empty=it has no output");
    }

    @Test
    void load_anEmptyDirectory_saysSo() {
        assertFailure(ErrorCode.NOT_FOUND, directory + " holds no saved_model.pb");
    }

    @Test
    void load_aGraphCutShort_saysSo() throws IOException {
        Path file = SavedModels.addMultiply(directory).resolve("saved_model.pb");
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
        assertFailure(ErrorCode.DATA_LOSS, file + " is corrupt or cut short: ");
    }

    @Test
    void load_somethingElseThanAGraph_saysSo() throws IOException {
        Path file = Files.writeString(directory.resolve("saved_model.pb"), "<html>not found</html>");
        assertFailure(ErrorCode.DATA_LOSS, file + " is corrupt or cut short: ");
    }

    @Test
    void load_anEmptyFile_saysThatItHasNoGraph() throws IOException {
        Path file = Files.createFile(directory.resolve("saved_model.pb"));
        assertFailure(ErrorCode.NOT_FOUND, file + " has no graph tagged [serve]; the tags of its graphs are []");
    }

    @Test
    void load_withoutTheTagServe_saysWhichTagsThereAre() {
        SavedModels.tagged(directory, "train");
        assertFailure(ErrorCode.NOT_FOUND, "has no graph tagged [serve]; the tags of its graphs are [[train]]");
    }

    @Test
    void load_withoutAShardOfItsVariables_namesIt() throws IOException {
        Path shard = SavedModels.counter(directory).resolve("variables/variables.data-00000-of-00001");
        Files.delete(shard);
        assertFailure(ErrorCode.NOT_FOUND, shard + "; No such file or directory");
    }

    /** TensorFlow itself loads such a model, whose calls then fail. */
    @Test
    void load_withoutTheIndexOfItsVariables_namesIt() throws IOException {
        Path index = SavedModels.counter(directory).resolve("variables/variables.index");
        Files.delete(index);
        assertFailure(ErrorCode.DATA_LOSS, index + " is missing, but the graph has variables, such as Variable");
    }

    @Test
    void load_withoutAnAsset_namesIt() throws IOException {
        Path asset = SavedModels.lookupTable(directory).resolve("assets/vocabulary.txt");
        Files.delete(asset);
        assertFailure(ErrorCode.NOT_FOUND, asset + "; No such file or directory");
    }

    @Test
    void load_afterFailures_works() {
        assertThatThrownBy(() -> load(directory)).isInstanceOf(ServingException.class);
        try (Servable servable = load(SavedModels.addMultiply(directory))) {
            assertThat(servable.signatures()).hasSize(1);
        }
    }

    private static Servable load(Path directory) {
        return new TensorFlowModelLoader().load(ID, directory, EngineOptions.DEFAULT);
    }

    private void assertFailure(ErrorCode code, String message) {
        Failure.EngineFailed failure = failure();
        assertThat(failure.message())
                .startsWith("model sample/7 does not load: ")
                .contains(message);
        assertThat(failure.code()).isEqualTo(code);
    }

    private Failure.EngineFailed failure() {
        ServingException thrown = catchThrowableOfType(
                ServingException.class, () -> load(directory).close());
        assertThat(thrown).isNotNull();
        return (Failure.EngineFailed) thrown.failure();
    }
}
