package io.algorithmselector.engine.tensorflow;

import io.algorithmselector.model.DataType;
import io.algorithmselector.model.Signature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.HashTable;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Variable;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;

/**
 * Small real SavedModels for tests of any package. Each method writes one into the directory, which it creates, and returns
 * the directory; the signature is {@code serving_default} where none is named.
 */
public final class SavedModels {
    static {
        TensorFlowRuntime.start(); // before any of TensorFlow's own classes
    }

    private SavedModels() {}

    /** {@code y = x * 2 + 3}; float32 of unknown length. */
    public static Path addMultiply(Path directory) {
        try (SavedModelWriter model = new SavedModelWriter()) {
            Ops tf = model.tf();
            Placeholder<TFloat32> x = floats(tf, Shape.of(-1));
            Operand<TFloat32> y = tf.math.add(tf.math.mul(x, tf.constant(2f)), tf.constant(3f));
            return model.signature(Signature.DEFAULT, Map.of("x", x), Map.of("y", y))
                    .write(directory);
        }
    }

    /**
     * Tells which version answered: {@code y = x + version}, float32 of unknown length, and {@code version}, an int64
     * scalar. Exact for versions below 2^24.
     */
    public static Path versioned(Path directory, long version) {
        try (SavedModelWriter model = new SavedModelWriter()) {
            Ops tf = model.tf();
            Placeholder<TFloat32> x = floats(tf, Shape.of(-1));
            Operand<TFloat32> y = tf.math.add(x, tf.constant((float) version));
            return model.signature(Signature.DEFAULT, Map.of("x", x), Map.of("y", y, "version", tf.constant(version)))
                    .write(directory);
        }
    }

    /**
     * As {@link #versioned}, but the greater the first of {@code x}, the longer it takes: {@code 2,000 x} random numbers are drawn,
     * and so are not known beforehand.
     */
    public static Path unhurried(Path directory, long version) {
        try (SavedModelWriter model = new SavedModelWriter()) {
            Ops tf = model.tf();
            Placeholder<TFloat32> x = floats(tf, Shape.of(-1));
            Operand<TInt64> draws = tf.dtypes.cast(
                    tf.math.mul(tf.slice(x, tf.array(0), tf.array(1)), tf.constant(2_000f)), TInt64.class);
            Operand<TFloat32> drawn = tf.random.randomUniform(draws, TFloat32.class);
            Operand<TFloat32> zero = tf.math.minimum(tf.reduceMin(drawn, tf.constant(0)), tf.constant(0f));
            Operand<TFloat32> y = tf.math.add(tf.math.add(x, tf.constant((float) version)), zero);
            return model.signature(Signature.DEFAULT, Map.of("x", x), Map.of("y", y, "version", tf.constant(version)))
                    .write(directory);
        }
    }

    /** As {@link #versioned}, with a variable of so many bytes that nothing uses, but that is loaded all the same. */
    public static Path ballast(Path directory, long version, int bytes) {
        try (Graph graph = new Graph();
                Session session = new Session(graph)) {
            Ops tf = Ops.create(graph);
            Placeholder<TFloat32> x = floats(tf, Shape.of(-1));
            Operand<TFloat32> y = tf.math.add(x, tf.constant((float) version));
            Shape shape = Shape.of(bytes / Float.BYTES);
            Variable<TFloat32> ballast = tf.variable(shape, TFloat32.class);
            session.run(tf.assign(ballast, tf.random.randomUniform(tf.constant(shape), TFloat32.class)));
            SavedModelBundle.exporter(directory.toString())
                    .withTags("serve")
                    .withSession(session)
                    .withSignature(org.tensorflow.Signature.builder(Signature.DEFAULT)
                            .methodName(Signature.PREDICT)
                            .input("x", x)
                            .output("y", y)
                            .output("version", tf.constant(version))
                            .build())
                    .export();
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Of {@code a} and {@code b}, float32 of unknown length: {@code sum}, {@code product}, and {@code alias} of the sum. */
    public static Path arithmetic(Path directory) {
        try (SavedModelWriter model = new SavedModelWriter()) {
            Ops tf = model.tf();
            Placeholder<TFloat32> a = floats(tf, Shape.of(-1));
            Placeholder<TFloat32> b = floats(tf, Shape.of(-1));
            Operand<TFloat32> sum = tf.math.add(a, b);
            return model.signature(
                            Signature.DEFAULT,
                            Map.of("a", a, "b", b),
                            Map.of("sum", sum, "product", tf.math.mul(a, b), "alias", sum))
                    .write(directory);
        }
    }

    /** One signature for each data type, named as the type: {@code y = x}, of unknown rank. */
    public static Path identities(Path directory) {
        try (SavedModelWriter model = new SavedModelWriter()) {
            for (DataType type : DataType.values()) {
                Output<?> x = placeholder(model, type.number());
                Operand<?> y = operation(model, "Identity", x);
                model.signature(type.toString(), Map.of("x", x), Map.of("y", y));
            }
            return model.write(directory);
        }
    }

    /** {@code upper} and {@code length} of {@code text}, string of unknown length. */
    public static Path strings(Path directory) {
        try (SavedModelWriter model = new SavedModelWriter()) {
            Ops tf = model.tf();
            Placeholder<TString> text = tf.placeholder(TString.class, Placeholder.shape(Shape.of(-1)));
            return model.signature(
                            Signature.DEFAULT,
                            Map.of("text", text),
                            Map.of("upper", tf.strings.upper(text), "length", tf.strings.stringLength(text)))
                    .write(directory);
        }
    }

    /** {@code id} of {@code word}: its line in the asset {@code vocabulary.txt} (zero, one, two), or -1. */
    public static Path lookupTable(Path directory) {
        try (SavedModelWriter model = new SavedModelWriter()) {
            Ops tf = model.tf();
            Placeholder<TString> word = tf.placeholder(TString.class, Placeholder.shape(Shape.of(-1)));
            Operand<TString> file = tf.constant("where the model was trained");
            HashTable table = tf.hashTable(TString.class, TInt64.class, HashTable.sharedName("vocabulary"));
            long wholeLine = -2;
            long lineNumber = -1;
            Op fill = tf.initializeTableFromTextFile(table, file, wholeLine, lineNumber);
            return model.asset(file, "vocabulary.txt", "zero\none\ntwo\n")
                    .initOp(fill)
                    .signature(
                            Signature.DEFAULT,
                            Map.of("word", word),
                            Map.of("id", tf.lookupTableFind(table, word, tf.constant(-1L))))
                    .write(directory);
        }
    }

    /**
     * Takes serialised examples with a float {@code x}, one number each: {@code regress} is {@code x / 2 + 2}, {@code classify}
     * has the scores {@code 1 - x} and {@code x}, and for classes the same as text.
     */
    public static Path examples(Path directory) {
        try (SavedModelWriter model = new SavedModelWriter()) {
            Ops tf = model.tf();
            Placeholder<TString> serialized =
                    tf.withName("tf_example").placeholder(TString.class, Placeholder.shape(Shape.of(-1)));
            Operand<TString> name = tf.array("x");
            Operand<TString> none = tf.slice(name, tf.array(0), tf.array(0)); // a constant cannot be empty
            Operand<TFloat32> required = tf.constant(new float[0]);
            Operand<TFloat32> x = tf.io.parseExample(
                            serialized,
                            none,
                            none,
                            name,
                            none,
                            List.of(required),
                            0L,
                            List.of(),
                            List.of(),
                            List.of(),
                            List.of(Shape.of(1)))
                    .denseValues()
                    .getFirst()
                    .expect(TFloat32.class);
            Operand<TFloat32> y = tf.math.add(tf.math.div(x, tf.constant(2f)), tf.constant(2f));
            Operand<TFloat32> scores = tf.concat(List.of(tf.math.sub(tf.constant(1f), x), x), tf.constant(1));
            Operand<TString> classes = tf.dtypes.asString(scores);
            return model.signature(
                            "classify",
                            examples(Signature.CLASSIFY, serialized, Map.of("classes", classes, "scores", scores)))
                    .signature("regress", examples(Signature.REGRESS, serialized, Map.of("outputs", y)))
                    .write(directory);
        }
    }

    private static SignatureDef examples(String method, Operand<?> serialized, Map<String, Operand<?>> outputs) {
        SignatureDef.Builder definition =
                SignatureDef.newBuilder().setMethodName(method).putInputs("inputs", SavedModelWriter.info(serialized));
        outputs.forEach((name, output) -> definition.putOutputs(name, SavedModelWriter.info(output)));
        return definition.build();
    }

    /** No input; {@code answer} is the int64 scalar 42. */
    public static Path constant(Path directory) {
        try (SavedModelWriter model = new SavedModelWriter()) {
            Operand<TInt64> answer = model.tf().constant(42L);
            return model.signature(Signature.DEFAULT, Map.of(), Map.of("answer", answer))
                    .write(directory);
        }
    }

    /** Stateful, with {@code variables/}: {@code total} of all {@code summand} so far, int64 scalars, from 100. */
    public static Path counter(Path directory) {
        try (Graph graph = new Graph();
                Session session = new Session(graph)) {
            Ops tf = Ops.create(graph);
            Placeholder<TInt64> summand = tf.placeholder(TInt64.class, Placeholder.shape(Shape.scalar()));
            Variable<TInt64> total = tf.variable(Shape.scalar(), TInt64.class);
            Operand<TInt64> next = tf.assignAdd(total, summand);
            session.run(tf.assign(total, tf.constant(100L)));
            SavedModelBundle.exporter(directory.toString())
                    .withTags("serve")
                    .withSession(session)
                    .withSignature(org.tensorflow.Signature.builder(Signature.DEFAULT)
                            .methodName(Signature.PREDICT)
                            .input("summand", summand)
                            .output("total", next)
                            .build())
                    .export();
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Counts from 0 to {@code end}, an int64 scalar, in that many steps of about a microsecond; {@code count} is the end. */
    public static Path loop(Path directory) {
        try (SavedModelWriter model = new SavedModelWriter()) {
            Ops tf = model.tf();
            Placeholder<TInt64> end = tf.placeholder(TInt64.class, Placeholder.shape(Shape.scalar()));
            Output<?>[] start = {tf.constant(0L).asOutput(), end.asOutput()};
            Output<?>[] result = model.graph()
                    .whileLoop(
                            start,
                            (condition, in, out) -> out[0] = Ops.create(condition)
                                    .math
                                    .less(long64(in[0]), long64(in[1]))
                                    .asOutput(),
                            (body, in, out) -> {
                                Ops step = Ops.create(body);
                                out[0] = step.math
                                        .add(long64(in[0]), step.constant(1L))
                                        .asOutput();
                                out[1] = step.identity(long64(in[1])).asOutput();
                            },
                            "count");
            return model.signature(Signature.DEFAULT, Map.of("end", end), Map.of("count", result[0]))
                    .write(directory);
        }
    }

    /** {@code y = x}, an int64 scalar; fails at the node {@code positive} unless it is above 0. */
    public static Path assertion(Path directory) {
        try (SavedModelWriter model = new SavedModelWriter()) {
            Ops tf = model.tf();
            Placeholder<TInt64> x = tf.placeholder(TInt64.class, Placeholder.shape(Shape.scalar()));
            Operand<TBool> positive = tf.math.greater(x, tf.constant(0L));
            Op check = tf.withName("positive").assertThat(positive, List.of(tf.constant("x must be above 0, got"), x));
            Operand<TInt64> y = tf.withControlDependencies(check).identity(x);
            return model.signature(Signature.DEFAULT, Map.of("x", x), Map.of("y", y))
                    .write(directory);
        }
    }

    /** {@code scores}, [-1,10], of {@code image}, [-1,inputs], float32: one hidden layer of 128. Random weights. */
    public static Path mlp(Path directory, int inputs) {
        try (SavedModelWriter model = new SavedModelWriter()) {
            Ops tf = model.tf();
            Random random = new Random(1);
            Placeholder<TFloat32> image = floats(tf, Shape.of(-1, inputs));
            Operand<TFloat32> hidden = tf.nn.relu(tf.linalg.matMul(image, weights(tf, random, inputs, 128)));
            Operand<TFloat32> scores = tf.nn.softmax(tf.linalg.matMul(hidden, weights(tf, random, 128, 10)));
            return model.signature(Signature.DEFAULT, Map.of("image", image), Map.of("scores", scores))
                    .write(directory);
        }
    }

    /**
     * {@code good} ({@code y = x}), and one signature for each reason to leave one out: {@code sparse}, {@code composite},
     * {@code resource}, {@code absent}, {@code mistyped}, {@code empty}.
     */
    public static Path refusals(Path directory) {
        try (SavedModelWriter model = new SavedModelWriter()) {
            refusals(model);
            Placeholder<TFloat32> x = floats(model.tf(), Shape.of(-1));
            return model.signature(
                            "good", Map.of("x", x), Map.of("y", model.tf().identity(x)))
                    .write(directory);
        }
    }

    /** As {@link #refusals}, without the good one. */
    public static Path onlyRefusals(Path directory) {
        try (SavedModelWriter model = new SavedModelWriter()) {
            refusals(model);
            return model.write(directory);
        }
    }

    /** As {@link #constant}, but tagged with something else than {@code serve}. */
    public static Path tagged(Path directory, String tag) {
        try (SavedModelWriter model = new SavedModelWriter()) {
            Operand<TInt64> answer = model.tf().constant(42L);
            return model.tag(tag)
                    .signature(Signature.DEFAULT, Map.of(), Map.of("answer", answer))
                    .write(directory);
        }
    }

    private static void refusals(SavedModelWriter model) {
        Ops tf = model.tf();
        var answer = SavedModelWriter.info(tf.constant(42L));
        var sparse = answer.toBuilder();
        sparse.getCooSparseBuilder().setValuesTensorName(answer.getName());
        var composite = answer.toBuilder();
        composite.getCompositeTensorBuilder().addComponents(answer);
        var resource = SavedModelWriter.info(tf.varHandleOp(TFloat32.class, Shape.scalar()));
        var absent = answer.toBuilder().setName("nowhere:0");
        var outside = answer.toBuilder().setName(answer.getName().replace(":0", ":1"));
        var mistyped = answer.toBuilder().setDtype(org.tensorflow.proto.DataType.DT_FLOAT);
        model.signature("sparse", one("y", sparse.build()))
                .signature("composite", one("y", composite.build()))
                .signature("resource", one("y", resource))
                .signature("absent", one("y", absent.build()))
                .signature("outside", one("y", outside.build()))
                .signature("mistyped", one("y", mistyped.build()))
                .signature("empty", SignatureDef.getDefaultInstance());
    }

    private static SignatureDef one(String output, org.tensorflow.proto.TensorInfo info) {
        return SignatureDef.newBuilder().putOutputs(output, info).build();
    }

    private static Placeholder<TFloat32> floats(Ops tf, Shape shape) {
        return tf.placeholder(TFloat32.class, Placeholder.shape(shape));
    }

    /** TensorFlow-Java has classes for some types only; the graph takes any. */
    private static Output<?> placeholder(SavedModelWriter model, int type) {
        return model.graph()
                .opBuilder(
                        Placeholder.OP_NAME,
                        model.tf().scope().makeOpName("x"),
                        model.tf().scope())
                .setAttr("dtype", org.tensorflow.proto.DataType.forNumber(type))
                .setAttr("shape", Shape.unknown())
                .build()
                .output(0);
    }

    private static Output<?> operation(SavedModelWriter model, String kind, Output<?> input) {
        return model.graph()
                .opBuilder(kind, model.tf().scope().makeOpName("y"), model.tf().scope())
                .addInput(input)
                .build()
                .output(0);
    }

    private static Operand<TInt64> long64(Output<?> output) {
        return output.expect(TInt64.class);
    }

    private static Operand<TFloat32> weights(Ops tf, Random random, int rows, int columns) {
        float[][] values = new float[rows][columns];
        for (float[] row : values) {
            for (int i = 0; i < columns; i++) {
                row[i] = (float) random.nextGaussian() * 0.1f;
            }
        }
        return tf.constant(StdArrays.ndCopyOf(values));
    }
}
