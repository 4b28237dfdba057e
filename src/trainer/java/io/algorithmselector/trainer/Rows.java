package io.algorithmselector.trainer;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Sum;
import org.tensorflow.op.math.Mean;
import org.tensorflow.types.TFloat32;

/** TensorFlow operations on each row of a [B, n] batch. Statistics of a row are [B, 1]; constants broadcast over the rows. */
final class Rows {
    private final Ops tf;

    Rows(Ops tf) {
        this.tf = tf;
    }

    Operand<TFloat32> constant(float value) {
        return tf.constant(value);
    }

    Operand<TFloat32> constant(float[] row) {
        return tf.constant(row);
    }

    Operand<TFloat32> slice(Operand<TFloat32> values, int from, int length) {
        return tf.slice(values, tf.constant(new int[] {0, from}), tf.constant(new int[] {-1, length}));
    }

    Operand<TFloat32> concatenate(List<Operand<TFloat32>> columns) {
        return tf.concat(columns, tf.constant(1));
    }

    Operand<TFloat32> add(Operand<TFloat32> left, Operand<TFloat32> right) {
        return tf.math.add(left, right);
    }

    Operand<TFloat32> plus(Operand<TFloat32> values, float term) {
        return tf.math.add(values, tf.constant(term));
    }

    Operand<TFloat32> subtract(Operand<TFloat32> left, Operand<TFloat32> right) {
        return tf.math.sub(left, right);
    }

    Operand<TFloat32> multiply(Operand<TFloat32> left, Operand<TFloat32> right) {
        return tf.math.mul(left, right);
    }

    Operand<TFloat32> times(Operand<TFloat32> values, float factor) {
        return tf.math.mul(values, tf.constant(factor));
    }

    Operand<TFloat32> divide(Operand<TFloat32> left, Operand<TFloat32> right) {
        return tf.math.div(left, right);
    }

    Operand<TFloat32> square(Operand<TFloat32> values) {
        return tf.math.square(values);
    }

    Operand<TFloat32> squareRoot(Operand<TFloat32> values) {
        return tf.math.sqrt(values);
    }

    Operand<TFloat32> logarithm(Operand<TFloat32> values) {
        return tf.math.log(values);
    }

    Operand<TFloat32> absolute(Operand<TFloat32> values) {
        return tf.math.abs(values);
    }

    Operand<TFloat32> larger(Operand<TFloat32> left, Operand<TFloat32> right) {
        return tf.math.maximum(left, right);
    }

    Operand<TFloat32> atLeast(Operand<TFloat32> values, float least) {
        return tf.math.maximum(values, tf.constant(least));
    }

    Operand<TFloat32> clip(Operand<TFloat32> values, float limit) {
        return tf.math.minimum(tf.math.maximum(values, tf.constant(-limit)), tf.constant(limit));
    }

    Operand<TFloat32> sum(Operand<TFloat32> values) {
        return tf.sum(values, tf.constant(1), Sum.keepDims(true));
    }

    Operand<TFloat32> mean(Operand<TFloat32> values) {
        return tf.math.mean(values, tf.constant(1), Mean.keepDims(true));
    }

    Operand<TFloat32> meanAbsolute(Operand<TFloat32> values) {
        return mean(absolute(values));
    }

    /** The share of each row's values that are below {@code limit}. */
    Operand<TFloat32> shareBelow(Operand<TFloat32> values, Operand<TFloat32> limit) {
        return mean(tf.dtypes.cast(tf.math.less(values, limit), TFloat32.class));
    }

    /** [B, 24 n] to the mean of the n days at each hour, [B, 24]. */
    Operand<TFloat32> hourMeans(Operand<TFloat32> values, int days) {
        return tf.math.mean(byDay(values, days), tf.constant(1));
    }

    /** [B, 168] to the mean of each day, [B, 7]. */
    Operand<TFloat32> dayMeans(Operand<TFloat32> week) {
        return tf.math.mean(byDay(week, Week.DAYS), tf.constant(2));
    }

    /** Each reading of a week less the mean of the week at its hour, [B, 168]. */
    Operand<TFloat32> lessHourMeans(Operand<TFloat32> week) {
        Operand<TFloat32> days = byDay(week, Week.DAYS);
        Operand<TFloat32> means = tf.math.mean(days, tf.constant(1), Mean.keepDims(true));
        return tf.reshape(tf.math.sub(days, means), tf.constant(new int[] {-1, Week.LENGTH}));
    }

    private Operand<TFloat32> byDay(Operand<TFloat32> values, int days) {
        return tf.reshape(values, tf.constant(new int[] {-1, days, Week.DAY}));
    }
}
