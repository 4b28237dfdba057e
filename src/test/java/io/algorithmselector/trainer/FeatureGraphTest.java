package io.algorithmselector.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class FeatureGraphTest {
    @BeforeAll
    static void engine() {
        TensorFlowEngine.load();
    }

    @Test
    void extract_testWindows_equalTheDefinition() {
        assertEqualToDefinition(Examples.generate(Trainer.TEST_SEED, 2000).windows());
    }

    @Test
    void extract_smallSwingOnLargeOffset_equalsTheDefinition() {
        // a mean of such readings in 32 bits is off by some 1e-5 of the swing
        float[][] windows = Examples.generate(Trainer.TEST_SEED, 50).windows();
        for (float[] window : windows) {
            float swing = window[0] - window[100];
            for (int t = 0; t < window.length; t++) {
                window[t] += 300 * swing;
            }
        }
        assertEqualToDefinition(windows);
    }

    @Test
    void extract_extremeWindows_equalTheDefinition() {
        float[] largest = SampleWindows.window(SampleWindows.CONTESTED);
        float[] tiny = new float[Week.LENGTH];
        for (int t = 0; t < Week.LENGTH; t++) {
            largest[t] = t % 5 == 0 ? FeatureSet.LARGEST_READING : -FeatureSet.LARGEST_READING;
            tiny[t] = t % 3 == 0 ? Float.MIN_NORMAL : 0;
        }
        float[] constant = new float[Week.LENGTH];
        Arrays.fill(constant, -123.456f);
        assertEqualToDefinition(largest, tiny, constant, new float[Week.LENGTH]);
    }

    /**
     * Every feature to 1e-5 of its magnitude, or of 1 where it is smaller. Features are ratios of sums over standardised readings, of
     * magnitude 1 or so; 32 bits leave them 6 to 7 digits.
     */
    private static void assertEqualToDefinition(float[]... windows) {
        float[][] features = FeatureExtraction.extract(windows);
        List<String> differences = new ArrayList<>();
        for (int i = 0; i < windows.length; i++) {
            double[] defined = FeatureDefinition.of(FeatureSet.EXTENDED, windows[i]);
            assertThat(features[i]).hasSameSizeAs(defined);
            for (int k = 0; k < defined.length; k++) {
                double difference = Math.abs(features[i][k] - defined[k]);
                if (!(difference <= 1e-5 * Math.max(1, Math.abs(defined[k])))) {
                    differences.add(
                            "window %d, feature %d: %s, defined as %s".formatted(i, k, features[i][k], defined[k]));
                }
            }
        }
        assertThat(differences).isEmpty();
    }
}
