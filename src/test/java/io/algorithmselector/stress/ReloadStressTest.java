package io.algorithmselector.stress;

import static org.assertj.core.api.Assertions.assertThat;

import io.algorithmselector.engine.tensorflow.SavedModels;
import io.algorithmselector.engine.tensorflow.TensorFlowModelLoader;
import io.algorithmselector.lifecycle.FakeLoader;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Versions come, change and go while requests flow: none fails, none is answered wrongly, and the process lives. */
final class ReloadStressTest {
    private static final int ROUNDS = 100;
    private static final int THREADS = 3;

    @Test
    @Timeout(120)
    void reload_servablesThatDetectUseAfterClose_noneIsUsed() throws InterruptedException {
        FakeLoader loader = new FakeLoader();
        loader.whileRunning(_ -> LockSupport.parkNanos(100_000));
        new ReloadScenario(loader, (version, variant) -> version + "-" + variant).run(ROUNDS, THREADS);
        assertThat(loader.violations()).isEmpty();
        assertThat(loader.live()).isZero();
    }

    @Test
    @Timeout(300)
    void reload_realModels_everyAnswerIsItsVersions(@TempDir Path directory) throws InterruptedException {
        for (int version = 1; version <= ReloadScenario.VERSIONS; version++) {
            for (int variant = 0; variant < 2; variant++) {
                SavedModels.versioned(directory.resolve(version + "-" + variant), version);
            }
        }
        new ReloadScenario(
                        new TensorFlowModelLoader(),
                        (version, variant) ->
                                directory.resolve(version + "-" + variant).toString())
                .run(ROUNDS, THREADS);
    }
}
