package io.algorithmselector.engine.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TensorFlowRuntimeTest {
    private final AtomicInteger starts = new AtomicInteger();

    @Test
    void start_severalTimes_startsOnce() {
        TensorFlowRuntime runtime = new TensorFlowRuntime(starts::incrementAndGet);
        runtime.requireStarted();
        runtime.requireStarted();
        assertThat(starts).hasValue(1);
    }

    @Test
    void start_failedInAClassInitialiser_reportsTheCauseEachTime() {
        TensorFlowRuntime runtime = new TensorFlowRuntime(() -> {
            starts.incrementAndGet();
            throw new ExceptionInInitializerError(new UnsatisfiedLinkError("no such symbol"));
        });
        for (int attempt = 0; attempt < 2; attempt++) {
            assertThatThrownBy(runtime::requireStarted)
                    .isInstanceOf(TensorFlowUnavailableException.class)
                    .hasMessage("TensorFlow does not start: java.lang.UnsatisfiedLinkError: no such symbol")
                    .hasRootCauseInstanceOf(UnsatisfiedLinkError.class);
        }
        assertThat(starts).hasValue(1);
    }

    @Test
    void start_withoutLibraries_keepsTheirMessage() {
        TensorFlowRuntime runtime = new TensorFlowRuntime(() -> {
            throw new TensorFlowUnavailableException("not found", null);
        });
        assertThatThrownBy(runtime::requireStarted).hasMessage("not found");
        assertThatThrownBy(runtime::requireStarted).hasMessage("not found");
    }

    @Test
    void start_ofTheProcess_keepsDjlFromReportingItsUse() {
        TensorFlowRuntime.start();
        assertThat(System.getProperty("OPT_OUT_TRACKING")).isEqualTo("true");
    }
}
