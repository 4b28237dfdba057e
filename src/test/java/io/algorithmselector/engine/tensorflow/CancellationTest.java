package io.algorithmselector.engine.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.algorithmselector.model.EngineOptions;
import io.algorithmselector.model.EngineOptions.Execution;
import io.algorithmselector.model.ErrorCode;
import io.algorithmselector.model.Failure;
import io.algorithmselector.model.ServingException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Ending calls that would run for minutes, in both thread modes. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CancellationTest {
    /** Steps of about a microsecond. */
    private static final long ENDLESS = 1_000_000_000_000L;

    private static final int BUSY_THREADS = 4;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private static Path directory;

    @BeforeAll
    static void write() {
        SavedModels.loop(directory);
    }

    static List<EngineOptions> threadModes() {
        return List.of(EngineOptions.DEFAULT, engineThreads(Duration.ofHours(1)));
    }

    private static EngineOptions engineThreads(Duration timeout) {
        return new EngineOptions(new Execution.EngineThreads(timeout), OptionalInt.of(2));
    }

    @ParameterizedTest
    @MethodSource("threadModes")
    void cancel_underBusyThreads_endsThemAllAndTheModelCloses(EngineOptions options) throws Exception {
        for (int round = 0; round < 10; round++) {
            LoadedModel model = LoadedModel.of(directory, options);
            try (ExecutorService threads = Executors.newFixedThreadPool(BUSY_THREADS)) {
                List<Future<ErrorCode>> calls = start(model, threads);
                model.servable().cancel();
                model.servable().cancel();
                for (Future<ErrorCode> call : calls) {
                    assertThat(call.get()).isEqualTo(ErrorCode.CANCELLED);
                }
                assertThat(runToFailure(model)).as("a call after it").isEqualTo(ErrorCode.CANCELLED);
            }
            model.close();
        }
    }

    @Test
    void close_whileACallRuns_throwsAndFreesNothing() throws Exception {
        LoadedModel model = LoadedModel.of(directory);
        try (ExecutorService threads = Executors.newFixedThreadPool(BUSY_THREADS)) {
            List<Future<ErrorCode>> calls = start(model, threads);
            assertThatThrownBy(model::close)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage(BUSY_THREADS + " calls are running in the session to be closed");
            model.servable().cancel();
            for (Future<ErrorCode> call : calls) {
                assertThat(call.get()).isEqualTo(ErrorCode.CANCELLED);
            }
        }
        model.close();
        assertThatThrownBy(() -> model.run(Map.of("end", Tensors.scalar(1)))).hasMessageContaining("closed");
    }

    @Test
    void timeout_inTheEnginesThreads_endsTheCallAndTheNextIsFine() {
        try (LoadedModel model = LoadedModel.of(directory, engineThreads(Duration.ofMillis(100)))) {
            ServingException thrown = catchThrowableOfType(
                    ServingException.class, () -> model.run(Map.of("end", Tensors.scalar(ENDLESS))));
            assertThat(thrown.failure()).isInstanceOf(Failure.DeadlineExceeded.class);
            assertThat(thrown.failure().message())
                    .isEqualTo("Timed out waiting for notification (the model's time limit is 100 ms)");
            assertThat(Tensors.longs(
                            model.run(Map.of("end", Tensors.scalar(10))).get("count")))
                    .containsExactly(10);
        }
    }

    private static List<Future<ErrorCode>> start(LoadedModel model, ExecutorService threads)
            throws InterruptedException {
        CountDownLatch started = new CountDownLatch(BUSY_THREADS);
        List<Future<ErrorCode>> calls = new ArrayList<>();
        for (int i = 0; i < BUSY_THREADS; i++) {
            calls.add(threads.submit(() -> {
                started.countDown();
                return runToFailure(model);
            }));
        }
        started.await();
        while (((TensorFlowServable) model.servable()).running() < BUSY_THREADS) {
            Thread.onSpinWait();
        }
        Thread.sleep(20); // from there into the loop itself
        return calls;
    }

    private static ErrorCode runToFailure(LoadedModel model) {
        ServingException thrown =
                catchThrowableOfType(ServingException.class, () -> model.run(Map.of("end", Tensors.scalar(ENDLESS))));
        return ((Failure.EngineFailed) thrown.failure()).code();
    }
}
