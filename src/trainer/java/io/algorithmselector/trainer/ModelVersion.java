package io.algorithmselector.trainer;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** The versions of the sample model: what each looks at and how its network is built. */
enum ModelVersion {
    /** A linear regression of the losses on a few features. */
    LINEAR(1, FeatureSet.BASIC),
    /** A multilayer perceptron with two heads, the losses and the choice, on many features. */
    PERCEPTRON(2, FeatureSet.EXTENDED);

    static final int FIRST_HIDDEN = 128;
    static final int SECOND_HIDDEN = 64;

    /** Turns losses into preferences: exp(-loss / temperature), normalised. */
    static final float TEMPERATURE = .3f;

    private final int number;
    private final FeatureSet features;

    ModelVersion(int number, FeatureSet features) {
        this.number = number;
        this.features = features;
    }

    static ModelVersion of(int number) {
        return Arrays.stream(values())
                .filter(version -> version.number == number)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no version " + number));
    }

    /** The number of the version's folder. */
    int number() {
        return number;
    }

    FeatureSet features() {
        return features;
    }

    /** Every trained matrix and row by name, with rows and columns. */
    Map<String, int[]> layout() {
        Map<String, int[]> layout = new LinkedHashMap<>();
        int width = features.size();
        if (this == PERCEPTRON) {
            dense(layout, "hidden1", width, FIRST_HIDDEN);
            dense(layout, "hidden2", FIRST_HIDDEN, SECOND_HIDDEN);
            dense(layout, "choice", SECOND_HIDDEN, Algorithm.COUNT);
            width = SECOND_HIDDEN;
        }
        dense(layout, "error", width, Algorithm.COUNT);
        return layout;
    }

    private static void dense(Map<String, int[]> layout, String name, int inputs, int outputs) {
        layout.put(name + "_kernel", new int[] {inputs, outputs});
        layout.put(name + "_bias", new int[] {1, outputs});
    }

    /** How many numbers training sets. */
    int parameters() {
        return layout().values().stream().mapToInt(shape -> shape[0] * shape[1]).sum();
    }
}
