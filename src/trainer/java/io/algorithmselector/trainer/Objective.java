package io.algorithmselector.trainer;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** What training makes small, a scalar. */
final class Objective {
    private static final float REGRET_WEIGHT = 2;
    private static final float IMITATION_WEIGHT = .3f;

    private Objective() {}

    static Operand<TFloat32> of(Ops tf, ModelVersion version, NetworkGraph.Heads heads, Operand<TFloat32> losses) {
        Operand<TFloat32> squaredError =
                mean(tf, tf.math.mean(tf.math.square(tf.math.sub(heads.expectedErrors(), losses)), tf.constant(1)));
        return switch (version) {
            case LINEAR -> squaredError;
            case PERCEPTRON -> tf.math.add(squaredError, choice(tf, heads.preference(), losses));
        };
    }

    /**
     * The loss to expect when algorithms are drawn by their scores, and the cross entropy against the scores that the true losses
     * would give: alone, the first hardly moves from a wrong but firm choice.
     */
    private static Operand<TFloat32> choice(Ops tf, Operand<TFloat32> preference, Operand<TFloat32> losses) {
        Operand<TFloat32> expected = mean(tf, rowSum(tf, tf.math.mul(tf.nn.softmax(preference), losses)));
        Operand<TFloat32> target = tf.nn.softmax(NetworkGraph.preference(tf, losses));
        Operand<TFloat32> agreement = mean(tf, rowSum(tf, tf.math.mul(target, tf.nn.logSoftmax(preference))));
        return tf.math.sub(
                tf.math.mul(expected, tf.constant(REGRET_WEIGHT)),
                tf.math.mul(agreement, tf.constant(IMITATION_WEIGHT)));
    }

    private static Operand<TFloat32> rowSum(Ops tf, Operand<TFloat32> values) {
        return tf.sum(values, tf.constant(1));
    }

    private static Operand<TFloat32> mean(Ops tf, Operand<TFloat32> values) {
        return tf.math.mean(values, tf.constant(0));
    }
}
