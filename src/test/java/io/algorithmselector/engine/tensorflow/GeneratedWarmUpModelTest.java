package io.algorithmselector.engine.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.algorithmselector.engine.GeneratedWarmUp;
import io.algorithmselector.model.VersionId;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Requests of zeros against TensorFlow itself: some models take them, some do not, and all answer afterwards. */
class GeneratedWarmUpModelTest {
    @TempDir
    Path folder;

    /** @param computed how many of its signatures take zeros */
    record Case(String name, UnaryOperator<Path> write, int computed) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Case> models() {
        return List.of(
                new Case("addMultiply", SavedModels::addMultiply, 1),
                new Case("strings", SavedModels::strings, 1),
                new Case("lookupTable", SavedModels::lookupTable, 1),
                new Case("constant", SavedModels::constant, 1),
                new Case("loop", SavedModels::loop, 1),
                new Case("mlp", directory -> SavedModels.mlp(directory, 8), 1),
                new Case("inputs of any rank", SavedModels::identities, 0),
                new Case("an input above 0 only", SavedModels::assertion, 0),
                new Case("examples with a feature that must be there", SavedModels::examples, 0));
    }

    @ParameterizedTest
    @MethodSource("models")
    void run_model_isComputedWhereItTakesZeros(Case model) throws InterruptedException {
        Path directory = model.write().apply(folder.resolve("model"));
        try (LoadedModel loaded = LoadedModel.of(directory)) {
            assertThat(new GeneratedWarmUp().run(new VersionId("m", 1), directory, loaded.servable()))
                    .isEqualTo(model.computed());
        }
    }
}
