package io.algorithmselector.trainer;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat32;

/** Trains one version on standardised features. Two trainings on the same machine give the same weights to the bit. */
final class Training implements AutoCloseable {
    private final TrainingPlan plan;
    private final Graph graph = new Graph();
    private final Session session = new Session(graph, TensorFlowEngine.oneThread());
    private final Placeholder<TFloat32> features;
    private final Placeholder<TFloat32> losses;
    private final Placeholder<TFloat32> rate;
    private final Map<String, Variable<TFloat32>> weights = new LinkedHashMap<>();
    private final Operand<TFloat32> objective;
    private final List<Op> step;

    Training(ModelVersion version, TrainingPlan plan, Weights start) {
        this.plan = plan;
        Ops tf = Ops.create(graph);
        features =
                placeholder(tf, Shape.of(Shape.UNKNOWN_SIZE, version.features().size()));
        losses = placeholder(tf, Shape.of(Shape.UNKNOWN_SIZE, Algorithm.COUNT));
        rate = placeholder(tf, Shape.scalar());
        List<Op> starts = new ArrayList<>();
        start.byName().forEach((name, matrix) -> {
            Variable<TFloat32> weight = tf.variable(Shape.of(matrix.length, matrix[0].length), TFloat32.class);
            starts.add(tf.assign(weight, tf.constant(StdArrays.ndCopyOf(matrix))));
            weights.put(name, weight);
        });
        objective = Objective.of(tf, version, new NetworkGraph(tf, weights).heads(version, features), losses);
        List<Variable<TFloat32>> variables = List.copyOf(weights.values());
        step = plan.optimiser().step(tf, tf.gradients(objective, variables), variables, rate, starts);
        run(starts);
    }

    /** The trained weights. {@code progress} hears a line after each epoch. */
    Weights train(float[][] featureRows, float[][] lossRows, Consumer<String> progress) {
        int[] order = IntStream.range(0, featureRows.length).toArray();
        SeriesRandom random = new SeriesRandom(plan.seed(), plan.epochs());
        int perEpoch = featureRows.length / plan.batch();
        int steps = plan.epochs() * perEpoch;
        for (int epoch = 0; epoch < plan.epochs(); epoch++) {
            shuffle(order, random);
            double sum = 0;
            for (int i = 0; i < perEpoch; i++) {
                int from = i * plan.batch();
                float size = plan.rate(epoch * perEpoch + i, steps);
                try (TFloat32 x = Tensors.rows(featureRows, order, from, from + plan.batch());
                        TFloat32 y = Tensors.rows(lossRows, order, from, from + plan.batch())) {
                    sum += step(x, y, size);
                }
            }
            progress.accept("  epoch %2d of %d: objective %.4f".formatted(epoch + 1, plan.epochs(), sum / perEpoch));
        }
        return trained();
    }

    private float step(TFloat32 x, TFloat32 y, float size) {
        try (TFloat32 stepSize = TFloat32.scalarOf(size)) {
            Session.Runner runner =
                    session.runner().feed(features, x).feed(losses, y).feed(rate, stepSize);
            runner.fetch(objective);
            step.forEach(runner::addTarget);
            try (Result result = runner.run()) {
                return ((TFloat32) result.get(0)).getFloat();
            }
        }
    }

    private Weights trained() {
        Map<String, float[][]> trained = new LinkedHashMap<>();
        weights.forEach((name, variable) -> {
            try (Result result = session.runner().fetch(variable).run()) {
                trained.put(name, Tensors.matrix(result.get(0)));
            }
        });
        return new Weights(trained);
    }

    private void run(List<Op> targets) {
        Session.Runner runner = session.runner();
        targets.forEach(runner::addTarget);
        runner.run().close();
    }

    private static Placeholder<TFloat32> placeholder(Ops tf, Shape shape) {
        return tf.placeholder(TFloat32.class, Placeholder.shape(shape));
    }

    /** Fisher and Yates. */
    private static void shuffle(int[] order, SeriesRandom random) {
        for (int i = order.length - 1; i > 0; i--) {
            int j = random.below(i + 1);
            int kept = order[i];
            order[i] = order[j];
            order[j] = kept;
        }
    }

    @Override
    public void close() {
        session.close();
        graph.close();
    }
}
