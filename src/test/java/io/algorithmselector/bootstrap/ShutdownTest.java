package io.algorithmselector.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import io.algorithmselector.testing.CapturedLog;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The order as a whole is held by {@code ShutdownIT}, in a process of its own. */
class ShutdownTest {
    private final List<String> steps = new ArrayList<>();

    private List<Throwable> runThenExit(Shutdown.Leaving leaving) {
        try (CapturedLog log = CapturedLog.of(Shutdown.class)) {
            Shutdown.run(leaving, () -> steps.add("exit"));
            return log.thrown();
        }
    }

    @Test
    void run_leavingThatGoesWell_exitsAfterIt() {
        assertThat(runThenExit(() -> steps.add("leave"))).isEmpty();
        assertThat(steps).containsExactly("leave", "exit");
    }

    @Test
    void run_anythingThrown_isToldAndExitsAllTheSame() {
        RuntimeException exception = new IllegalStateException("expected in the log of this test");
        Error error = new NoSuchMethodError("expected in the log of this test");
        InterruptedException interrupted = new InterruptedException("expected in the log of this test");
        assertThat(runThenExit(() -> {
                    throw exception;
                }))
                .containsExactly(exception);
        assertThat(runThenExit(() -> {
                    throw error;
                }))
                .containsExactly(error);
        assertThat(runThenExit(() -> {
                    throw interrupted;
                }))
                .containsExactly(interrupted);
        assertThat(steps).containsExactly("exit", "exit", "exit");
    }
}
