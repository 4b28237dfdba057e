package io.algorithmselector.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat32;

/** Minimises u v + (u - 3)^2, in which the gradient of each weight depends on the other. */
class OptimiserTest {
    private static final int STEPS = 50;
    private static final double RATE = .05;

    @BeforeAll
    static void engine() {
        TensorFlowEngine.load();
    }

    @Test
    void gradientDescent_manySteps_movesBothWeightsFromTheSamePoint() {
        double u = 1;
        double v = 2;
        for (int step = 0; step < STEPS; step++) {
            double gradientU = v + 2 * (u - 3);
            double gradientV = u;
            u -= RATE * gradientU;
            v -= RATE * gradientV;
        }
        assertThat(minimised(Optimiser.GRADIENT_DESCENT)).containsExactly(new double[] {u, v}, within(1e-4));
    }

    @Test
    void adam_manySteps_followsItsFormula() {
        double[] weights = {1, 2};
        double[] mean = new double[2];
        double[] square = new double[2];
        for (int step = 1; step <= STEPS; step++) {
            double[] gradient = {weights[1] + 2 * (weights[0] - 3), weights[0]};
            double rate = RATE * Math.sqrt(1 - Math.pow(.999, step)) / (1 - Math.pow(.9, step));
            for (int i = 0; i < 2; i++) {
                mean[i] = .9 * mean[i] + .1 * gradient[i];
                square[i] = .999 * square[i] + .001 * gradient[i] * gradient[i];
                weights[i] -= rate * mean[i] / (Math.sqrt(square[i]) + 1e-8);
            }
        }
        assertThat(minimised(Optimiser.ADAM)).containsExactly(weights, within(1e-4));
    }

    private static double[] minimised(Optimiser optimiser) {
        try (Graph graph = new Graph();
                Session session = new Session(graph)) {
            Ops tf = Ops.create(graph);
            Variable<TFloat32> u = tf.variable(Shape.scalar(), TFloat32.class);
            Variable<TFloat32> v = tf.variable(Shape.scalar(), TFloat32.class);
            List<Op> starts = new ArrayList<>(List.of(tf.assign(u, tf.constant(1f)), tf.assign(v, tf.constant(2f))));
            Operand<TFloat32> objective =
                    tf.math.add(tf.math.mul(u, v), tf.math.square(tf.math.sub(u, tf.constant(3f))));
            List<Variable<TFloat32>> weights = List.of(u, v);
            List<Op> step =
                    optimiser.step(tf, tf.gradients(objective, weights), weights, tf.constant((float) RATE), starts);
            run(session, starts);
            for (int i = 0; i < STEPS; i++) {
                run(session, step);
            }
            try (Result result = session.runner().fetch(u).fetch(v).run()) {
                return new double[] {((TFloat32) result.get(0)).getFloat(), ((TFloat32) result.get(1)).getFloat()};
            }
        }
    }

    private static void run(Session session, List<Op> targets) {
        Session.Runner runner = session.runner();
        targets.forEach(runner::addTarget);
        runner.run().close();
    }
}
