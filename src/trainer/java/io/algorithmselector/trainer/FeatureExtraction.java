package io.algorithmselector.trainer;

import java.util.stream.IntStream;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/** Computes the features of many windows with the graph that will also be served. */
final class FeatureExtraction {
    private static final int BATCH = 1000;

    private FeatureExtraction() {}

    /** From n x 168 readings to n x 71 raw features. */
    static float[][] extract(float[][] windows) {
        int[] order = IntStream.range(0, windows.length).toArray();
        float[][] features = new float[windows.length][];
        try (Graph graph = new Graph();
                Session session = new Session(graph, TensorFlowEngine.oneThread())) {
            Ops tf = Ops.create(graph);
            Placeholder<TFloat32> window =
                    tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(Shape.UNKNOWN_SIZE, Week.LENGTH)));
            Operand<TFloat32> result = FeatureGraph.of(tf, FeatureSet.EXTENDED, window);
            for (int from = 0; from < windows.length; from += BATCH) {
                int to = Math.min(windows.length, from + BATCH);
                try (TFloat32 batch = Tensors.rows(windows, order, from, to);
                        Result answer = session.runner()
                                .feed(window, batch)
                                .fetch(result)
                                .run()) {
                    System.arraycopy(Tensors.matrix(answer.get(0)), 0, features, from, to - from);
                }
            }
        }
        return features;
    }
}
