package io.algorithmselector.api.tensorflow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.algorithmselector.engine.Servable;
import io.algorithmselector.engine.tensorflow.SavedModels;
import io.algorithmselector.engine.tensorflow.TensorFlowModelLoader;
import io.algorithmselector.model.EngineOptions;
import io.algorithmselector.model.ServingException;
import io.algorithmselector.model.Signature;
import io.algorithmselector.model.Tensor;
import io.algorithmselector.model.VersionId;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** JSON to TensorFlow's own parser of examples, and back. */
class ExampleModelTest {
    private static Servable model;

    @BeforeAll
    static void load(@TempDir Path directory) {
        model = new TensorFlowModelLoader()
                .load(new VersionId("examples", 1), SavedModels.examples(directory), EngineOptions.DEFAULT);
    }

    @AfterAll
    static void close() {
        model.close();
    }

    private static String answer(ExampleMethod method, String json) {
        Signature signature = Objects.requireNonNull(
                model.signatures().get(method == ExampleMethod.CLASSIFY ? "classify" : "regress"));
        ExamplesJson request = new ExamplesJson(json.getBytes(UTF_8));
        ExampleInput input = new ExampleInput(method, () -> request.read(1_000_000));
        Map<String, Tensor> outputs = model.run(signature, input.decode(signature), Set.of());
        byte[] answer = switch (method) {
            case CLASSIFY -> new Classifications(outputs, input.count()).toJson();
            case REGRESS -> new Regressions(outputs, input.count()).toJson();
        };
        return new String(answer, UTF_8);
    }

    @Test
    void regress_examples_areParsedByTensorFlow() {
        assertThat(answer(
                        ExampleMethod.REGRESS,
                        "{\"examples\":[{\"x\":1.0},{\"y\":[\"a\"],\"x\":[2.5]},{\"x\":-4.0,\"e\":[]}]}"))
                .isEqualTo("{\"results\":[2.5,3.25,0.0]}");
    }

    @Test
    void regress_context_isMergedByTensorFlow_theExamplesValueCounting() {
        assertThat(answer(
                        ExampleMethod.REGRESS,
                        "{\"context\":{\"x\":8.0,\"c\":1},\"examples\":[{},{\"x\":2.0},{\"z\":1}]}"))
                .isEqualTo("{\"results\":[6.0,3.0,6.0]}");
    }

    @Test
    void regress_featureTwice_theLastCounts() {
        assertThat(answer(ExampleMethod.REGRESS, "{\"examples\":[{\"x\":1.0,\"x\":2.0}]}"))
                .isEqualTo("{\"results\":[3.0]}");
    }

    @Test
    void classify_examples_haveLabelsAndScores() {
        assertThat(answer(ExampleMethod.CLASSIFY, "{\"examples\":[{\"x\":0.25}]}"))
                .isEqualTo("{\"results\":[[[\"0.750000\",0.75],[\"0.250000\",0.25]]]}");
    }

    @Test
    void feature_missingOrOfAnotherKind_isTensorFlowsError() {
        assertThatThrownBy(() -> answer(ExampleMethod.REGRESS, "{\"examples\":[{}]}"))
                .isInstanceOf(ServingException.class)
                .hasMessageContaining("x");
        assertThatThrownBy(() -> answer(ExampleMethod.REGRESS, "{\"examples\":[{\"x\":\"a\"}]}"))
                .isInstanceOf(ServingException.class)
                .hasMessageContaining("x");
    }

    @Test
    void signature_knowsItsPlaceInTheGraph() {
        Signature signature = Objects.requireNonNull(model.signatures().get("classify"));
        assertThat(Objects.requireNonNull(signature.inputs().get("inputs")).graphName())
                .isEqualTo("tf_example:0");
    }
}
