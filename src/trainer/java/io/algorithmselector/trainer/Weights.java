package io.algorithmselector.trainer;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * The numbers of a model by name: those of {@link ModelVersion#layout} once trained, and {@value #FEATURE_MEAN} and
 * {@value #FEATURE_SCALE}, by which features are standardised.
 */
record Weights(Map<String, float[][]> byName) {
    static final String FEATURE_MEAN = "feature_mean";
    static final String FEATURE_SCALE = "feature_scale";

    Weights {
        // sorted, so that the order in an exported file follows from the content alone
        byName = Collections.unmodifiableSortedMap(new TreeMap<>(byName));
    }

    float[][] get(String name) {
        float[][] matrix = byName.get(name);
        if (matrix == null) {
            throw new IllegalArgumentException("no weights " + name + " among " + byName.keySet());
        }
        return matrix;
    }

    /** These and the others. */
    Weights with(Weights others) {
        Map<String, float[][]> all = new TreeMap<>(byName);
        all.putAll(others.byName);
        return new Weights(all);
    }
}
