package io.algorithmselector.mesh;

import io.algorithmselector.trainer.NetworkDefinition;
import io.algorithmselector.trainer.Prediction;
import io.algorithmselector.trainer.SampleWindows;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

/** What each version answers by its model card's definition, computed in Java. */
final class Reference {
    static final float[] WINDOW = SampleWindows.window(SampleWindows.CONTESTED);

    private static final double TOLERANCE = 1e-5;
    private static final Prediction[] EXPECTED = {prediction(1), prediction(2)};

    private Reference() {}

    private static Prediction prediction(int version) {
        try {
            return NetworkDefinition.read(Path.of("models", "algorithm-selector"), version)
                    .predict(WINDOW);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The outcome of an answer that says it is of this version. */
    static String outcome(int version, String algorithm, List<? extends Number> scores, List<? extends Number> errors) {
        Prediction expected = EXPECTED[version - 1];
        boolean right = algorithm.equals(expected.algorithm())
                && close(scores, expected.scores())
                && close(errors, expected.expectedErrors());
        return right ? Integer.toString(version) : "not what version " + version + " answers: " + algorithm + scores;
    }

    private static boolean close(List<? extends Number> actual, double[] expected) {
        if (actual.size() != expected.length) {
            return false;
        }
        for (int i = 0; i < expected.length; i++) {
            if (Math.abs(actual.get(i).doubleValue() - expected[i]) > TOLERANCE) {
                return false;
            }
        }
        return true;
    }
}
