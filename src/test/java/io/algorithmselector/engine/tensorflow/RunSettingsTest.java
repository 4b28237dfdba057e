package io.algorithmselector.engine.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.algorithmselector.model.EngineOptions;
import io.algorithmselector.model.EngineOptions.Execution;
import java.time.Duration;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.RunOptions;

class RunSettingsTest {
    @Test
    void session_byDefault_placesSoftlyAndLeavesThreadsToTheEngine() {
        ConfigProto config = RunSettings.session(EngineOptions.DEFAULT);
        assertThat(config.getAllowSoftPlacement()).isTrue();
        assertThat(config.getInterOpParallelismThreads()).isZero();
    }

    @Test
    void session_withThreads_asksForThem() {
        EngineOptions options = new EngineOptions(new Execution.CallerThread(), OptionalInt.of(3));
        assertThat(RunSettings.session(options).getInterOpParallelismThreads()).isEqualTo(3);
    }

    @Test
    void call_inTheCallersThread_takesNoPool() {
        RunOptions options = RunSettings.call(new Execution.CallerThread());
        assertThat(options.getInterOpThreadPool()).isEqualTo(-1);
        assertThat(options.getTimeoutInMs()).isZero();
    }

    @Test
    void call_inTheEnginesThreads_hasTheTimeout() {
        RunOptions options = RunSettings.call(new Execution.EngineThreads(Duration.ofSeconds(2)));
        assertThat(options.getInterOpThreadPool()).isZero();
        assertThat(options.getTimeoutInMs()).isEqualTo(2000);
    }
}
