package io.algorithmselector.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FeatureDefinitionTest {
    @Test
    void basic_alternatingWindow_isAsComputedByHand() {
        // 1 and -1 by turns: z is the window itself, the sum of squares 168
        double[] features = FeatureDefinition.of(FeatureSet.BASIC, window(t -> t % 2 == 0 ? 1 : -1));

        // time: 84 pairs (t, t + 1) give -1 each
        double trend = 84 / Math.sqrt(168 * (168.0 * 168 - 1) / 12 * 168);
        double[] expected = {-167.0 / 168, 144.0 / 168, trend, 1, 2, 1, 0, 0};
        assertThat(features).containsExactly(expected, within(1e-6));
    }

    @Test
    void basic_heldAndZeroReadings_areCounted() {
        // 42 zeros, then 126 readings of 1: one step in 167
        double[] features = FeatureDefinition.of(FeatureSet.BASIC, window(t -> t < 42 ? 0 : 1));

        assertThat(features[6]).isCloseTo(166.0 / 167, within(1e-12));
        assertThat(features[7]).isCloseTo(.25, within(1e-12));
    }

    @Test
    void extended_landmarks_areTheErrorsOfSimpleForecasts() {
        // day d is d throughout: mean 3, deviation 12 / 7, and z the same in its unit
        double[] features = FeatureDefinition.of(FeatureSet.EXTENDED, window(t -> Math.floorDiv(t, 24)));

        double unit = 7 / 12.0;
        double[] ofDaySix = {unit, unit, 3.5 * unit, 3.5 * unit, unit};
        assertThat(Arrays.copyOfRange(features, 21, 26)).containsExactly(ofDaySix, within(1e-9));
        double[] dayZeroAgainst = {6 * unit, 5 * unit, unit};
        assertThat(Arrays.copyOfRange(features, 37, 40)).containsExactly(dayZeroAgainst, within(1e-9));
        double[] dayMeans = {-3 * unit, -2 * unit, -unit, 0, unit, 2 * unit, 3 * unit};
        assertThat(Arrays.copyOfRange(features, 40, 47)).containsExactly(dayMeans, within(1e-9));
        assertThat(Arrays.copyOfRange(features, 47, 71)).containsOnly(features[47]);
    }

    @Test
    void extended_straightLine_isForetoldByTheLine() {
        double[] features = FeatureDefinition.of(FeatureSet.EXTENDED, window(t -> 3 * t));

        assertThat(features[14]).isCloseTo(1, within(1e-6)); // trend
        assertThat(features[36]).isCloseTo(0, within(1e-9)); // the last day off the line through the others
    }

    @Test
    void of_bothSets_beginWithTheSameFeatures() {
        float[] window = SampleWindows.window(0);

        double[] extended = FeatureDefinition.of(FeatureSet.EXTENDED, window);

        assertThat(extended).hasSize(71).startsWith(FeatureDefinition.of(FeatureSet.BASIC, window));
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 1.1e35f, -Float.MAX_VALUE})
    void usable_oneBadReading_isFalse(float bad) {
        assertThat(FeatureDefinition.usable(window(t -> t == 100 ? bad : 1))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(floats = {0, 1e35f, -1e35f, Float.MIN_VALUE})
    void usable_anyOtherReading_isTrue(float good) {
        assertThat(FeatureDefinition.usable(window(t -> t == 100 ? good : 1))).isTrue();
    }

    @FunctionalInterface
    private interface Reading {
        float at(int t);
    }

    private static float[] window(Reading reading) {
        float[] window = new float[Week.LENGTH];
        for (int t = 0; t < Week.LENGTH; t++) {
            window[t] = reading.at(t);
        }
        return window;
    }
}
