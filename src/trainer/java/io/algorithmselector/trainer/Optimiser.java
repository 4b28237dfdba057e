package io.algorithmselector.trainer;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Gradients;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat32;

/** How gradients change weights. */
enum Optimiser {
    /** Plain stochastic gradient descent. */
    GRADIENT_DESCENT,
    /** Adam (Kingma and Ba 2015). */
    ADAM;

    private static final float FIRST_DECAY = .9f;
    private static final float SECOND_DECAY = .999f;
    private static final float EPSILON = 1e-8f;

    /**
     * One step of training.
     *
     * @param rate the step size, a scalar
     * @param starts gains what sets the optimiser's own variables at the start
     * @return what a run must target to take the step
     */
    List<Op> step(
            Ops tf, Gradients gradients, List<Variable<TFloat32>> weights, Operand<TFloat32> rate, List<Op> starts) {
        // all gradients before the first update: else one may be taken at a weight that has already moved
        Ops gated = tf.withControlDependencies(
                IntStream.range(0, weights.size()).<Op>mapToObj(gradients::dy).toList());
        return switch (this) {
            case GRADIENT_DESCENT -> descent(gated, gradients, weights, rate);
            case ADAM -> adam(tf, gated, gradients, weights, rate, starts);
        };
    }

    private static List<Op> descent(
            Ops gated, Gradients gradients, List<Variable<TFloat32>> weights, Operand<TFloat32> rate) {
        List<Op> updates = new ArrayList<>();
        for (int i = 0; i < weights.size(); i++) {
            updates.add(gated.train.applyGradientDescent(weights.get(i), rate, gradients.<TFloat32>dy(i)));
        }
        return updates;
    }

    private static List<Op> adam(
            Ops tf,
            Ops gated,
            Gradients gradients,
            List<Variable<TFloat32>> weights,
            Operand<TFloat32> rate,
            List<Op> starts) {
        Variable<TFloat32> firstPower = variable(tf, Shape.scalar(), tf.constant(FIRST_DECAY), starts);
        Variable<TFloat32> secondPower = variable(tf, Shape.scalar(), tf.constant(SECOND_DECAY), starts);
        List<Op> updates = new ArrayList<>();
        for (int i = 0; i < weights.size(); i++) {
            Variable<TFloat32> weight = weights.get(i);
            Variable<TFloat32> mean = variable(tf, weight.shape(), tf.zerosLike(weight), starts);
            Variable<TFloat32> square = variable(tf, weight.shape(), tf.zerosLike(weight), starts);
            updates.add(gated.train.applyAdam(
                    weight,
                    mean,
                    square,
                    firstPower,
                    secondPower,
                    rate,
                    tf.constant(FIRST_DECAY),
                    tf.constant(SECOND_DECAY),
                    tf.constant(EPSILON),
                    gradients.<TFloat32>dy(i)));
        }
        // applyAdam reads the powers and never changes them
        Ops after = tf.withControlDependencies(List.copyOf(updates));
        updates.add(after.assign(firstPower, after.math.mul(firstPower, tf.constant(FIRST_DECAY))));
        updates.add(after.assign(secondPower, after.math.mul(secondPower, tf.constant(SECOND_DECAY))));
        return updates;
    }

    private static Variable<TFloat32> variable(Ops tf, Shape shape, Operand<TFloat32> start, List<Op> starts) {
        Variable<TFloat32> variable = tf.variable(shape, TFloat32.class);
        starts.add(tf.assign(variable, start));
        return variable;
    }
}
