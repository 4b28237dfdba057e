package io.algorithmselector.engine.tensorflow;

import io.algorithmselector.engine.Servable;
import io.algorithmselector.model.DataType;
import io.algorithmselector.model.EngineOptions;
import io.algorithmselector.model.Shape;
import io.algorithmselector.model.Signature;
import io.algorithmselector.model.Tensor;
import io.algorithmselector.model.VersionId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The engine's port against the best raw call, in one thread: how much the port's checks, ownership and copies cost.
 * {@link BenchmarkReport} gives the ratios.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(
        value = 5,
        jvmArgsAppend = {"--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"})
@Warmup(iterations = 12, time = 1) // on a busy machine the compiler takes six seconds to get to the port
@Measurement(iterations = 5, time = 1)
public class EngineBenchmark {
    static {
        TensorFlowRuntime.start(); // before the raw call's classes
    }

    /** {@code ONE}: add and multiply, one element. {@code MLP}: 784-128-10, a batch of 32. */
    @SuppressWarnings("ImmutableEnumChecker") // nobody writes to the shapes
    public enum Model {
        ONE(new long[] {1}, Float.BYTES) {
            @Override
            Path write(Path directory) {
                return SavedModels.addMultiply(directory);
            }
        },
        MLP(new long[] {32, 784}, 32 * 10 * Float.BYTES) {
            @Override
            Path write(Path directory) {
                return SavedModels.mlp(directory, 784);
            }
        };

        final long[] shape;
        final int outputBytes;

        Model(long[] shape, int outputBytes) {
            this.shape = shape;
            this.outputBytes = outputBytes;
        }

        abstract Path write(Path directory);
    }

    @Param
    Model model = Model.ONE;

    private byte[] input = {};

    @SuppressWarnings("NullAway.Init")
    private RawCall raw;

    @SuppressWarnings("NullAway.Init")
    private Servable servable;

    @SuppressWarnings("NullAway.Init")
    private Signature signature;

    @Setup(Level.Trial)
    public void load() throws IOException {
        Path temporary = Files.createTempDirectory("benchmark");
        Path directory = model.write(temporary.resolve("1"));
        input = new byte[Math.toIntExact(Shape.of(model.shape).elements() * Float.BYTES)];
        raw = new RawCall(directory, model.shape, model.outputBytes);
        servable = new TensorFlowModelLoader().load(new VersionId("benchmark", 1), directory, EngineOptions.DEFAULT);
        signature = Objects.requireNonNull(servable.signatures().get(Signature.DEFAULT));
        deleteAll(temporary); // in memory by now
    }

    private static void deleteAll(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    @TearDown(Level.Trial)
    public void close() {
        servable.close();
        raw.close();
    }

    @Benchmark
    public byte[] raw() {
        return raw.run(input);
    }

    @Benchmark
    public Map<String, Tensor> port() {
        Tensor tensor = Tensor.Numeric.of(DataType.FLOAT32, Shape.of(model.shape), input);
        return servable.run(signature, Map.of(signature.inputs().firstEntry().getKey(), tensor), Set.of());
    }
}
