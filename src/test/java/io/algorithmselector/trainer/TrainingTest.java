package io.algorithmselector.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TrainingTest {
    private static final int COUNT = 1024;
    private static final Examples EXAMPLES = Examples.generate(Trainer.TEST_SEED, COUNT);

    @TempDir
    private Path folder;

    @BeforeAll
    static void engine() {
        TensorFlowEngine.load();
    }

    @ParameterizedTest
    @EnumSource
    void train_twice_writesTheSameBytesAndReadsThemBack(ModelVersion version) throws IOException {
        Weights one = train(version, 2, new ArrayList<>());
        Weights other = train(version, 2, new ArrayList<>());
        ModelExport.write(folder.resolve("one"), version, one);
        ModelExport.write(folder.resolve("other"), version, other);

        assertThat(folder.resolve("one/saved_model.pb")).hasSameBinaryContentAs(folder.resolve("other/saved_model.pb"));
        Weights read = SavedWeights.read(folder.resolve("one"), version);
        assertThat(read.byName().keySet()).isEqualTo(one.byName().keySet());
        one.byName().forEach((name, matrix) -> assertThat(read.get(name)).isDeepEqualTo(matrix));
    }

    @ParameterizedTest
    @EnumSource
    void train_someEpochs_lowersTheObjective(ModelVersion version) {
        List<String> progress = new ArrayList<>();

        train(version, 5, progress);

        List<Double> objectives = progress.stream()
                .map(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .toList();
        assertThat(objectives).hasSize(5);
        assertThat(objectives.getLast()).isLessThan(.97 * objectives.getFirst());
    }

    @Test
    void rate_fromFirstToLastStep_fallsAlongACosine() {
        TrainingPlan plan = TrainingPlan.of(ModelVersion.LINEAR);

        assertThat(plan.rate(0, 100)).isEqualTo(.05f);
        assertThat(plan.rate(50, 100)).isCloseTo(.025f, within(1e-6f));
        assertThat(plan.rate(100, 100)).isCloseTo(0, within(1e-6f));
    }

    @Test
    void parameters_bothVersions_areAsManyAsTheCardsSay() {
        assertThat(ModelVersion.LINEAR.parameters()).isEqualTo(72);
        assertThat(ModelVersion.PERCEPTRON.parameters()).isEqualTo(18_512);
    }

    @Test
    void read_weightsOfTheOtherVersion_isAnErrorThatNamesTheConstant() throws IOException {
        ModelExport.write(folder, ModelVersion.LINEAR, train(ModelVersion.LINEAR, 1, new ArrayList<>()));

        assertThatThrownBy(() -> SavedWeights.read(folder, ModelVersion.PERCEPTRON))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("feature_mean")
                .hasMessageContaining("[1, 71]");
    }

    @Test
    void write_existingModel_isReplacedAndNothingElseTouched() throws IOException {
        Files.writeString(folder.resolve("saved_model.pb"), "old");
        Files.writeString(folder.resolve("README.md"), "card");

        ModelExport.write(folder, ModelVersion.LINEAR, train(ModelVersion.LINEAR, 1, new ArrayList<>()));

        assertThat(folder.toFile().list()).containsExactlyInAnyOrder("saved_model.pb", "README.md");
        assertThat(folder.resolve("README.md")).hasContent("card");
        try (ServedModel model = ServedModel.load(folder)) {
            assertThat(model.predict(EXAMPLES.windows())).hasSize(COUNT);
        }
    }

    private static Weights train(ModelVersion version, int epochs, List<String> progress) {
        TrainingPlan plan = new TrainingPlan(TrainingPlan.of(version).optimiser(), .01, epochs, 64, 1);
        float[][] features = FeatureExtraction.extract(EXAMPLES.windows());
        Weights standardisation =
                Standardisation.of(features, version.features().size());
        Weights start = StartValues.draw(version, EXAMPLES.meanLosses(), new SeriesRandom(1, 0));
        try (Training training = new Training(version, plan, start)) {
            float[][] inputs = Standardisation.apply(standardisation, features);
            return standardisation.with(training.train(inputs, Trainer.narrowed(EXAMPLES.losses()), progress::add));
        }
    }
}
