package io.algorithmselector.trainer;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * The features as TensorFlow operations on a batch, in 32 bits: [B, {@value Week#LENGTH}] to [B, 8] or [B, 71]. {@link FeatureDefinition}
 * says the same in plain Java, feature by feature.
 */
final class FeatureGraph {
    private final Rows rows;
    private final Operand<TFloat32> x;
    private final Operand<TFloat32> scale;
    private final Operand<TFloat32> z;
    private final Operand<TFloat32> dz;
    private final Operand<TFloat32> energy;
    private final Operand<TFloat32> trend;
    private final List<Operand<TFloat32>> features = new ArrayList<>();

    private FeatureGraph(Rows rows, Operand<TFloat32> window) {
        this.rows = rows;
        x = window;
        // relative to the last reading, which costs no bits where a small swing rides on a large offset
        Operand<TFloat32> relative = rows.subtract(x, last(x));
        Operand<TFloat32> centred = rows.subtract(relative, rows.mean(relative));
        Operand<TFloat32> magnitude = rows.atLeast(rows.mean(rows.absolute(x)), (float) Loss.LEAST_MAGNITUDE);
        scale = rows.larger(rows.mean(rows.absolute(centred)), rows.times(magnitude, (float) Loss.LEAST_SHARE));
        z = rows.clip(rows.divide(centred, scale), FeatureSet.READING_LIMIT);
        dz = difference(z, Week.LENGTH, 1);
        energy = rows.plus(rows.sum(rows.square(z)), FeatureSet.SMALL_SQUARE);
        trend = trend();
    }

    static Operand<TFloat32> of(Ops tf, FeatureSet set, Operand<TFloat32> window) {
        Rows rows = new Rows(tf);
        FeatureGraph graph = new FeatureGraph(rows, window);
        graph.basic();
        if (set == FeatureSet.EXTENDED) {
            graph.correlations();
            graph.shape();
            graph.landmarks();
            graph.profiles();
        }
        return rows.concatenate(graph.features);
    }

    private void basic() {
        features.add(autocorrelation(z, Week.LENGTH, 1));
        features.add(autocorrelation(z, Week.LENGTH, Week.DAY));
        features.add(rows.absolute(trend));
        features.add(seasonalStrength());
        features.add(rows.meanAbsolute(dz));
        features.add(rows.absolute(last(z)));
        features.add(rows.shareBelow(rows.absolute(dz), rows.constant(FeatureSet.NO_STEP)));
        features.add(rows.shareBelow(rows.absolute(x), rows.times(scale, FeatureSet.ZERO_SHARE)));
    }

    private void correlations() {
        for (int lag : new int[] {2, 3, 6, 12}) {
            features.add(autocorrelation(z, Week.LENGTH, lag));
        }
        features.add(autocorrelation(dz, Week.LENGTH - 1, 1));
        features.add(autocorrelation(dz, Week.LENGTH - 1, Week.DAY));
    }

    private void shape() {
        features.add(trend);
        features.add(last(z));
        features.add(rows.slice(dz, Week.LENGTH - 2, 1));
        Operand<TFloat32> fourth = rows.square(rows.square(z));
        features.add(rows.logarithm(rows.plus(rows.mean(fourth), .1f)));
        Operand<TFloat32> step = rows.plus(rows.square(rows.meanAbsolute(dz)), FeatureSet.SMALL_SQUARE);
        features.add(rows.times(rows.divide(rows.mean(rows.square(dz)), step), .1f));
        features.add(rows.meanAbsolute(rows.dayMeans(z)));
        features.add(rows.meanAbsolute(difference(z, Week.LENGTH, Week.DAY)));
    }

    private void landmarks() {
        for (int day = 6; day >= 4; day--) {
            Operand<TFloat32> before = day(day - 1);
            Operand<TFloat32> soFar = rows.slice(z, 0, day * Week.DAY);
            features.add(error(day, rows.slice(z, day * Week.DAY - 1, 1)));
            features.add(error(day, before));
            features.add(error(day, rows.hourMeans(soFar, day)));
            features.add(error(day, rows.mean(soFar)));
            features.add(error(day, rows.mean(before)));
        }
        features.add(error(6, line(6 * Week.DAY)));
        features.add(error(6, day(0)));
        features.add(error(5, day(0)));
        features.add(error(1, day(0)));
    }

    private void profiles() {
        features.add(rows.dayMeans(z));
        features.add(rows.hourMeans(z, Week.DAYS));
    }

    private Operand<TFloat32> autocorrelation(Operand<TFloat32> values, int length, int lag) {
        Operand<TFloat32> early = rows.slice(values, 0, length - lag);
        Operand<TFloat32> late = rows.slice(values, lag, length - lag);
        Operand<TFloat32> squares = rows.plus(rows.sum(rows.square(values)), FeatureSet.SMALL_SQUARE);
        return rows.divide(rows.sum(rows.multiply(early, late)), squares);
    }

    private Operand<TFloat32> trend() {
        float[] time = centredTime(Week.LENGTH);
        Operand<TFloat32> product = rows.sum(rows.multiply(z, rows.constant(time)));
        return rows.divide(product, rows.squareRoot(rows.times(energy, squares(time))));
    }

    private Operand<TFloat32> seasonalStrength() {
        Operand<TFloat32> rest = rows.sum(rows.square(rows.lessHourMeans(z)));
        return rows.subtract(rows.constant(1), rows.divide(rest, energy));
    }

    private Operand<TFloat32> error(int day, Operand<TFloat32> forecast) {
        return rows.meanAbsolute(rows.subtract(day(day), forecast));
    }

    private Operand<TFloat32> line(int length) {
        float[] time = centredTime(length);
        float[] ahead = new float[Week.DAY];
        for (int hour = 0; hour < Week.DAY; hour++) {
            ahead[hour] = length + hour - (length - 1) / 2f;
        }
        Operand<TFloat32> soFar = rows.slice(z, 0, length);
        Operand<TFloat32> slope = rows.times(rows.sum(rows.multiply(soFar, rows.constant(time))), 1 / squares(time));
        return rows.add(rows.mean(soFar), rows.multiply(slope, rows.constant(ahead)));
    }

    private Operand<TFloat32> day(int day) {
        return rows.slice(z, day * Week.DAY, Week.DAY);
    }

    private Operand<TFloat32> last(Operand<TFloat32> window) {
        return rows.slice(window, Week.LENGTH - 1, 1);
    }

    private Operand<TFloat32> difference(Operand<TFloat32> values, int length, int lag) {
        return rows.subtract(rows.slice(values, lag, length - lag), rows.slice(values, 0, length - lag));
    }

    private static float[] centredTime(int length) {
        float[] time = new float[length];
        for (int t = 0; t < length; t++) {
            time[t] = t - (length - 1) / 2f;
        }
        return time;
    }

    private static float squares(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += value * value;
        }
        return (float) sum;
    }
}
