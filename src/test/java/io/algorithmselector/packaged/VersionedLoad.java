package io.algorithmselector.packaged;

import io.algorithmselector.engine.tensorflow.SavedModels;
import io.grpc.ManagedChannel;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tensorflow.framework.DataType;
import org.tensorflow.framework.TensorProto;
import org.tensorflow.framework.TensorShapeProto;
import tensorflow.serving.Model.ModelSpec;
import tensorflow.serving.Predict.PredictRequest;
import tensorflow.serving.PredictionServiceGrpc;

/**
 * Asks a model that tells its version, as {@link SavedModels#versioned} does, over both transports and without naming one, and
 * remembers whatever is no right answer. An older version than the one before is none: a roll-out is not taken back.
 */
final class VersionedLoad implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Pattern SUM = Pattern.compile("\"y\":\\[([-0-9.]+)]");
    private static final Pattern VERSION = Pattern.compile("\"version\":(\\d+)");

    /** Between two requests of the same asker: the machine is to have something left for the gateway. */
    private static final Duration PAUSE = Duration.ofMillis(4);

    enum Way {
        REST_NEW,
        REST_KEPT,
        GRPC
    }

    private final PackagedGateway gateway;
    private final String model;
    private final Map<Way, LongAdder> answers = new EnumMap<>(Way.class);
    private final List<String> failures = new CopyOnWriteArrayList<>();
    private final SortedSet<Long> versions = new ConcurrentSkipListSet<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean ended;

    private VersionedLoad(PackagedGateway gateway, String model) {
        this.gateway = gateway;
        this.model = model;
        for (Way way : Way.values()) {
            answers.put(way, new LongAdder());
        }
    }

    /** Asks from now on until it is closed. */
    static VersionedLoad start(PackagedGateway gateway, String model) {
        VersionedLoad load = new VersionedLoad(gateway, model);
        load.start(Way.REST_NEW, load::restNew);
        load.start(Way.REST_KEPT, load::restKept);
        load.start(Way.GRPC, load::grpc);
        return load;
    }

    private interface Asking {
        void run(Asker asker) throws IOException, InterruptedException;
    }

    private void start(Way way, Asking asking) {
        Asker asker = new Asker(way);
        threads.add(Thread.ofVirtual().name(way.name()).start(() -> {
            try {
                asking.run(asker);
            } catch (Exception | AssertionError e) {
                failures.add(way + ": " + e);
            }
        }));
    }

    private void restNew(Asker asker) throws IOException, InterruptedException {
        while (asker.goesOn()) {
            try (RawHttp connection = new RawHttp(gateway.restPort)) {
                asker.ask(connection);
            }
        }
    }

    private void restKept(Asker asker) throws IOException, InterruptedException {
        try (RawHttp connection = new RawHttp(gateway.restPort)) {
            while (asker.goesOn()) {
                asker.ask(connection);
            }
        }
    }

    private void grpc(Asker asker) throws InterruptedException {
        ManagedChannel channel = ShutdownLoad.channel(gateway);
        try {
            while (asker.goesOn()) {
                asker.ask(channel);
            }
        } finally {
            channel.shutdownNow();
        }
    }

    /** Which versions have answered. */
    SortedSet<Long> versions() {
        return new TreeSet<>(versions);
    }

    /** Waits for so many more answers in each way, which must be right, as all before them. */
    void awaitRight(int more) throws InterruptedException {
        Instant limit = Instant.now().plus(LIMIT);
        for (Way way : Way.values()) {
            long wanted = answers(way) + more;
            while (answers(way) < wanted) {
                assertNothingLost();
                if (Instant.now().isAfter(limit)) {
                    throw new AssertionError(way + ": no " + more + " answers in " + LIMIT);
                }
                Thread.sleep(20);
            }
        }
        assertNothingLost();
    }

    private void assertNothingLost() {
        if (!failures.isEmpty()) {
            throw new AssertionError("lost or wrong: " + failures);
        }
    }

    long answers(Way way) {
        return Objects.requireNonNull(answers.get(way)).sum();
    }

    /** Lets every request that is on its way be answered; fails if one was lost or wrong. */
    @Override
    public void close() {
        ended = true;
        try {
            for (Thread thread : threads) {
                if (!thread.join(LIMIT)) {
                    throw new AssertionError(thread.getName() + " still asks");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        assertNothingLost();
    }

    /** One client: it has one request on its way at a time. */
    private final class Asker {
        private final Way way;
        private long asked;
        private long newest;

        Asker(Way way) {
            this.way = way;
        }

        boolean goesOn() throws InterruptedException {
            Thread.sleep(PAUSE);
            return !ended;
        }

        void ask(RawHttp connection) throws IOException {
            long x = next();
            RawHttp.Answer answer =
                    connection.post("/v1/models/" + model + ":predict", "{\"inputs\":{\"x\":[" + x + "]}}");
            String body = answer.body().replaceAll("\\s", "");
            Matcher sum = SUM.matcher(body);
            Matcher version = VERSION.matcher(body);
            if (answer.status() != 200 || !sum.find() || !version.find()) {
                throw new AssertionError(answer);
            }
            answered(x, Double.parseDouble(sum.group(1)), Long.parseLong(version.group(1)));
        }

        void ask(ManagedChannel channel) {
            long x = next();
            TensorProto input = TensorProto.newBuilder()
                    .setDtype(DataType.DT_FLOAT)
                    .setTensorShape(TensorShapeProto.newBuilder()
                            .addDim(TensorShapeProto.Dim.newBuilder().setSize(1)))
                    .addFloatVal((float) x)
                    .build();
            var response = PredictionServiceGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(LIMIT.toSeconds(), TimeUnit.SECONDS)
                    .predict(PredictRequest.newBuilder()
                            .setModelSpec(ModelSpec.newBuilder().setName(model))
                            .putInputs("x", input)
                            .build());
            answered(
                    x,
                    response.getOutputsOrThrow("y").getFloatVal(0),
                    response.getOutputsOrThrow("version").getInt64Val(0));
        }

        private long next() {
            return ++asked % 1000;
        }

        private void answered(long x, double y, long version) {
            if (y != x + version || version < newest) {
                throw new AssertionError(y + " for " + x + " by version " + version + " after version " + newest);
            }
            newest = version;
            versions.add(version);
            Objects.requireNonNull(answers.get(way)).increment();
        }
    }
}
