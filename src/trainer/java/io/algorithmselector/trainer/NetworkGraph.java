package io.algorithmselector.trainer;

import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * The network as TensorFlow operations on standardised features, for training (weights are variables) and for serving (constants)
 * alike. {@link NetworkDefinition} says the same in plain Java.
 */
final class NetworkGraph {
    private final Ops tf;
    private final Map<String, ? extends Operand<TFloat32>> weights;

    /**
     * What the network ends in, both [B, 8].
     *
     * @param expectedErrors the predicted losses
     * @param preference the scores are its softmax
     */
    record Heads(Operand<TFloat32> expectedErrors, Operand<TFloat32> preference) {}

    NetworkGraph(Ops tf, Map<String, ? extends Operand<TFloat32>> weights) {
        this.tf = tf;
        this.weights = weights;
    }

    Heads heads(ModelVersion version, Operand<TFloat32> features) {
        return switch (version) {
            case LINEAR -> linear(features);
            case PERCEPTRON -> perceptron(features);
        };
    }

    /** Raw features to what the network takes. */
    Operand<TFloat32> standardised(Operand<TFloat32> features) {
        Operand<TFloat32> centred = tf.math.sub(features, weight(Weights.FEATURE_MEAN));
        return new Rows(tf).clip(tf.math.div(centred, weight(Weights.FEATURE_SCALE)), FeatureSet.FEATURE_LIMIT);
    }

    private Heads linear(Operand<TFloat32> features) {
        Operand<TFloat32> errors = dense(features, "error");
        return new Heads(errors, preference(tf, errors));
    }

    private Heads perceptron(Operand<TFloat32> features) {
        Operand<TFloat32> first = tf.nn.relu(dense(features, "hidden1"));
        Operand<TFloat32> second = tf.nn.relu(dense(first, "hidden2"));
        return new Heads(dense(second, "error"), dense(second, "choice"));
    }

    /** Losses to preferences. */
    static Operand<TFloat32> preference(Ops tf, Operand<TFloat32> losses) {
        return tf.math.div(tf.math.neg(losses), tf.constant(ModelVersion.TEMPERATURE));
    }

    private Operand<TFloat32> dense(Operand<TFloat32> inputs, String layer) {
        return tf.math.add(tf.linalg.matMul(inputs, weight(layer + "_kernel")), weight(layer + "_bias"));
    }

    private Operand<TFloat32> weight(String name) {
        Operand<TFloat32> weight = weights.get(name);
        if (weight == null) {
            throw new IllegalArgumentException("no weights " + name + " among " + weights.keySet());
        }
        return weight;
    }
}
