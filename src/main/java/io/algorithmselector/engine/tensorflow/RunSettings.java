package io.algorithmselector.engine.tensorflow;

import io.algorithmselector.model.EngineOptions;
import io.algorithmselector.model.EngineOptions.Execution;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.RunOptions;

/** Our options in TensorFlow's terms. */
final class RunSettings {
    /** No thread pool: the operations of a call run in the thread that calls. */
    private static final int CALLER_THREAD = -1;

    private RunSettings() {}

    /** For the session. Soft placement: an operation pinned to a device that is not here runs where it can. */
    static ConfigProto session(EngineOptions options) {
        ConfigProto.Builder config = ConfigProto.newBuilder().setAllowSoftPlacement(true);
        options.interOpThreads().ifPresent(config::setInterOpParallelismThreads);
        return config.build();
    }

    /** For each call. A timeout has an effect in the engine's threads only, which is why the two are one choice. */
    static RunOptions call(Execution execution) {
        return switch (execution) {
            case Execution.CallerThread() ->
                RunOptions.newBuilder().setInterOpThreadPool(CALLER_THREAD).build();
            case Execution.EngineThreads(var timeout) ->
                RunOptions.newBuilder().setTimeoutInMs(timeout.toMillis()).build();
        };
    }
}
