package io.algorithmselector.trainer;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.Signature;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.ReduceAll;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TString;
import org.tensorflow.types.family.TNumber;
import org.tensorflow.types.family.TType;

/**
 * The graph that is served, with its two signatures.
 *
 * <p>A window with a reading that is NaN, infinite or beyond {@link FeatureSet#LARGEST_READING} gets NaN for every score and expected
 * error, and an empty algorithm name. Such a window is replaced by zeros before anything is computed: a rectifier would turn NaN into a
 * calm 0. The other windows of its batch are answered as if it were not there.
 */
final class ServingGraph {
    static final String WINDOW = "window";
    static final String INPUTS = "inputs";
    static final String ALGORITHM = "algorithm";
    static final String SCORES = "scores";
    static final String EXPECTED_ERROR = "expected_error";
    static final String CLASSES = "classes";
    static final String CLASSIFY = "classify";

    private final Ops tf;
    private final ModelVersion version;
    private final Map<String, Operand<TFloat32>> weights = new LinkedHashMap<>();
    private final Operand<TString> names;

    /** What is computed of a batch of windows. {@code usable} is [B, 1], the others [B, 8]. */
    private record Answer(Operand<TBool> usable, Operand<TFloat32> scores, Operand<TFloat32> expectedErrors) {}

    ServingGraph(Ops tf, ModelVersion version, Weights weights) {
        this.tf = tf;
        this.version = version;
        weights.byName()
                .forEach((name, matrix) ->
                        this.weights.put(name, tf.withName(name).constant(StdArrays.ndCopyOf(matrix))));
        names = tf.withName("names")
                .constant(TString.vectorOf(Algorithm.labels().toArray(String[]::new)));
    }

    /** {@code window} float [B, 168] to {@code algorithm} [B], {@code scores} and {@code expected_error} [B, 8]. */
    Signature predict() {
        Placeholder<TFloat32> window = tf.withName(WINDOW)
                .placeholder(TFloat32.class, Placeholder.shape(Shape.of(Shape.UNKNOWN_SIZE, Week.LENGTH)));
        Answer answer = answer(window);
        return Signature.builder(Signature.DEFAULT_KEY)
                .methodName("tensorflow/serving/predict")
                .input(WINDOW, window)
                .output(ALGORITHM, algorithm(answer))
                .output(SCORES, guarded(answer, answer.scores()))
                .output(EXPECTED_ERROR, guarded(answer, answer.expectedErrors()))
                .build();
    }

    /** {@code inputs} string [B], tf.Example messages with a feature {@code window}, to {@code classes} and {@code scores} [B, 8]. */
    Signature classify() {
        Placeholder<TString> examples =
                tf.withName("examples").placeholder(TString.class, Placeholder.shape(Shape.of(Shape.UNKNOWN_SIZE)));
        Answer answer = answer(parsed(examples));
        return Signature.builder(CLASSIFY)
                .methodName("tensorflow/serving/classify")
                .input(INPUTS, examples)
                .output(CLASSES, classes(answer.scores()))
                .output(SCORES, guarded(answer, answer.scores()))
                .build();
    }

    private Answer answer(Operand<TFloat32> window) {
        Operand<TBool> within = tf.math.lessEqual(tf.math.abs(window), tf.constant(FeatureSet.LARGEST_READING));
        Operand<TBool> usable = tf.reduceAll(within, tf.constant(1), ReduceAll.keepDims(true));
        Operand<TFloat32> safe = tf.select(usable, window, tf.constant(0f));
        NetworkGraph network = new NetworkGraph(tf, weights);
        Operand<TFloat32> features = network.standardised(FeatureGraph.of(tf, version.features(), safe));
        NetworkGraph.Heads heads = network.heads(version, features);
        return new Answer(usable, tf.nn.softmax(heads.preference()), heads.expectedErrors());
    }

    private Operand<TFloat32> guarded(Answer answer, Operand<TFloat32> values) {
        return tf.select(answer.usable(), values, tf.constant(Float.NaN));
    }

    private Operand<TString> algorithm(Answer answer) {
        Operand<TString> best = tf.gather(names, tf.math.argMax(answer.scores(), tf.constant(1)), tf.constant(0));
        Operand<TBool> usable = tf.reshape(answer.usable(), tf.constant(new int[] {-1}));
        return tf.select(usable, best, tf.constant(""));
    }

    /** The names once for each row. */
    private Operand<TString> classes(Operand<TFloat32> scores) {
        Operand<TInt32> height = tf.slice(tf.shape(scores), tf.constant(new int[] {0}), tf.constant(new int[] {1}));
        Operand<TInt32> repeats = tf.concat(List.of(height, tf.constant(new int[] {1})), tf.constant(0));
        return tf.tile(tf.expandDims(names, tf.constant(0)), repeats);
    }

    private Operand<TFloat32> parsed(Operand<TString> examples) {
        Operand<TString> none = tf.constant(TString.tensorOf(NdArrays.ofObjects(String.class, Shape.of(0))));
        Operand<TFloat32> noDefault = tf.constant(new float[0]); // so that a message without the feature is an error
        return floats(tf.io.parseExample(
                        examples,
                        none,
                        none,
                        tf.constant(TString.vectorOf(WINDOW)),
                        none,
                        List.<Operand<?>>of(noDefault),
                        0L,
                        List.<Class<? extends TType>>of(),
                        List.<Class<? extends TType>>of(),
                        List.<Class<? extends TNumber>>of(),
                        List.of(Shape.of(Week.LENGTH)))
                .denseValues()
                .getFirst());
    }

    /** The type of the one dense feature, which follows from its (absent) default. */
    @SuppressWarnings("unchecked")
    private static Operand<TFloat32> floats(Operand<?> operand) {
        return (Operand<TFloat32>) operand;
    }
}
