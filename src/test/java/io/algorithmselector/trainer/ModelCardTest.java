package io.algorithmselector.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Computes the figures of the committed cards again, from the committed models and the whole test set. */
class ModelCardTest {
    private static final Path MODELS = Path.of("models", "algorithm-selector");
    private static final Pattern FIGURE = Pattern.compile("\\d+\\.\\d{3}");
    private static final double TOLERANCE = .005;
    private static final Map<ModelVersion, ModelCard> CARDS = new EnumMap<>(ModelVersion.class);

    @BeforeAll
    static void evaluate() {
        Examples test = Examples.generate(Trainer.TEST_SEED, Trainer.TEST_COUNT);
        Map<ModelVersion, List<Prediction>> predictions = new EnumMap<>(ModelVersion.class);
        for (ModelVersion version : ModelVersion.values()) {
            try (ServedModel model = ServedModel.load(Trainer.folder(MODELS, version))) {
                predictions.put(version, model.predict(test.windows()));
            }
        }
        for (ModelVersion version : ModelVersion.values()) {
            CARDS.put(version, ModelCard.of(version, test, predictions));
        }
    }

    @ParameterizedTest
    @EnumSource
    void card_committed_saysWhatTheCommittedModelDoes(ModelVersion version) throws IOException {
        String committed = Files.readString(Trainer.folder(MODELS, version).resolve(ModelCard.FILE));
        String computed = card(version).text();

        assertThat(FIGURE.matcher(committed).replaceAll("#"))
                .isEqualTo(FIGURE.matcher(computed).replaceAll("#"));
        assertThat(figures(committed)).containsExactly(figures(computed), within(TOLERANCE));
    }

    @Test
    void linear_gapClosed_reachesTheTarget() {
        assertThat(evaluation(ModelVersion.LINEAR).gapClosed()).isGreaterThanOrEqualTo(.25);
    }

    @Test
    void perceptron_gapClosedAndRegret_reachTheTargets() {
        Evaluation evaluation = evaluation(ModelVersion.PERCEPTRON);

        assertThat(evaluation.gapClosed()).isGreaterThanOrEqualTo(.47);
        assertThat(evaluation.regret())
                .isLessThanOrEqualTo(.75 * evaluation(ModelVersion.LINEAR).regret());
    }

    @Test
    void baseline_onTheTestSetToo_isTheBestSingleAlgorithm() {
        double[] losses = card(ModelVersion.LINEAR).test().meanLosses();

        assertThat(losses[Evaluation.BASELINE.index()]).isLessThanOrEqualTo(least(losses));
    }

    private static double least(double[] values) {
        double least = values[0];
        for (double value : values) {
            least = Math.min(least, value);
        }
        return least;
    }

    private static double[] figures(String text) {
        Matcher matcher = FIGURE.matcher(text);
        double[] figures = matcher.results()
                .mapToDouble(result -> Double.parseDouble(result.group()))
                .toArray();
        assertThat(figures).as("8 algorithms by two, and 9 of the version").hasSize(25);
        return figures;
    }

    private static Evaluation evaluation(ModelVersion version) {
        return card(version).evaluation();
    }

    private static ModelCard card(ModelVersion version) {
        return Objects.requireNonNull(CARDS.get(version));
    }
}
