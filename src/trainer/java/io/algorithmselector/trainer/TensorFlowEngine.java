package io.algorithmselector.trainer;

import ai.djl.engine.Engine;
import org.tensorflow.proto.ConfigProto;

/** Loads TensorFlow's libraries, which must happen before any other class of {@code org.tensorflow} is initialised. */
final class TensorFlowEngine {
    private TensorFlowEngine() {}

    static void load() {
        Engine.getEngine("TensorFlow");
    }

    /** One thread, so that sums are taken in one order and two trainings agree to the bit. Call before {@link #load}. */
    static void useOneThread() {
        System.setProperty("ai.djl.tensorflow.num_intraop_threads", "1");
        System.setProperty("ai.djl.tensorflow.num_interop_threads", "1");
    }

    static ConfigProto oneThread() {
        return ConfigProto.newBuilder()
                .setIntraOpParallelismThreads(1)
                .setInterOpParallelismThreads(1)
                .build();
    }
}
