package io.algorithmselector.trainer;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Signature;
import org.tensorflow.Tensor;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TString;

/** An exported version, loaded from its folder and run by TensorFlow itself. */
final class ServedModel implements AutoCloseable {
    private static final int BATCH = 1000;

    private final SavedModelBundle bundle;

    private ServedModel(SavedModelBundle bundle) {
        this.bundle = bundle;
    }

    static ServedModel load(Path folder) {
        TensorFlowEngine.load();
        return new ServedModel(SavedModelBundle.load(folder.toString(), SavedModelBundle.DEFAULT_TAG));
    }

    /** The answers to n x 168 readings, in their order. */
    List<Prediction> predict(float[][] windows) {
        int[] order = IntStream.range(0, windows.length).toArray();
        List<Prediction> predictions = new ArrayList<>();
        for (int from = 0; from < windows.length; from += BATCH) {
            int to = Math.min(windows.length, from + BATCH);
            try (TFloat32 batch = Tensors.rows(windows, order, from, to);
                    Result result = call(Signature.DEFAULT_KEY, Map.of(ServingGraph.WINDOW, batch))) {
                predictions.addAll(predictions(result));
            }
        }
        return predictions;
    }

    /** Calls a signature; the caller closes the result. */
    Result call(String signature, Map<String, Tensor> inputs) {
        return bundle.function(signature).call(inputs);
    }

    private static List<Prediction> predictions(Result result) {
        TString algorithms = (TString) result.get(ServingGraph.ALGORITHM).orElseThrow();
        float[][] scores = Tensors.matrix(result.get(ServingGraph.SCORES).orElseThrow());
        float[][] errors =
                Tensors.matrix(result.get(ServingGraph.EXPECTED_ERROR).orElseThrow());
        return IntStream.range(0, scores.length)
                .mapToObj(i -> new Prediction(algorithms.getObject(i), widened(scores[i]), widened(errors[i])))
                .toList();
    }

    static double[] widened(float[] values) {
        return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
    }

    @Override
    public void close() {
        bundle.close();
    }
}
