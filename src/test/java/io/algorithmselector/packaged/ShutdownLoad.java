package io.algorithmselector.packaged;

import io.algorithmselector.engine.tensorflow.SavedModels;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.tensorflow.framework.DataType;
import org.tensorflow.framework.TensorProto;
import org.tensorflow.framework.TensorShapeProto;
import tensorflow.serving.Model.ModelSpec;
import tensorflow.serving.Predict.PredictRequest;
import tensorflow.serving.PredictionServiceGrpc;

/**
 * Asks {@link SavedModels#loop}, served as {@code loop}, over both transports, on new connections and kept ones, and remembers whatever
 * is not the right answer. As a mesh does, it opens no connection any more once the gateway says that it is not ready.
 */
final class ShutdownLoad implements AutoCloseable {
    /** Of the model, for one answer: some milliseconds. */
    private static final int STEPS = 2000;

    enum Way {
        REST_NEW,
        REST_KEPT,
        GRPC_NEW,
        GRPC_KEPT
    }

    private final PackagedGateway gateway;
    private final List<Thread> threads = new ArrayList<>();
    private final List<String> failures = new CopyOnWriteArrayList<>();
    private final Map<Way, LongAdder> answers = counts();
    private final Map<Way, LongAdder> answersAfterNotReady = counts();
    private final AtomicInteger next = new AtomicInteger();
    private volatile boolean routed = true;
    private volatile boolean ended;

    ShutdownLoad(PackagedGateway gateway) {
        this.gateway = gateway;
    }

    void start() {
        start(Way.REST_NEW, this::restNew);
        start(Way.REST_KEPT, this::restKept);
        start(Way.REST_KEPT, this::restKept);
        start(Way.GRPC_NEW, this::grpcNew);
        start(Way.GRPC_KEPT, this::grpcKept);
        start(Way.GRPC_KEPT, this::grpcKept);
    }

    private static Map<Way, LongAdder> counts() {
        Map<Way, LongAdder> counts = new EnumMap<>(Way.class);
        for (Way way : Way.values()) {
            counts.put(way, new LongAdder());
        }
        return counts;
    }

    private static LongAdder count(Map<Way, LongAdder> counts, Way way) {
        return Objects.requireNonNull(counts.get(way));
    }

    private interface Asking {
        void run() throws IOException, InterruptedException;
    }

    private void start(Way way, Asking asking) {
        threads.add(Thread.ofVirtual().name(way.name()).start(() -> {
            try {
                asking.run();
            } catch (Exception | AssertionError e) {
                failures.add(way + ": " + e);
            }
        }));
    }

    /** No connection is opened any more. */
    void notReady() {
        routed = false;
    }

    private void restNew() throws IOException {
        while (routed) {
            try (RawHttp connection = new RawHttp(gateway.restPort)) {
                ask(Way.REST_NEW, connection);
            }
        }
    }

    private void restKept() throws IOException {
        while (routed) {
            try (RawHttp connection = new RawHttp(gateway.restPort)) {
                while (connection.kept() && !ended) {
                    ask(Way.REST_KEPT, connection);
                }
            }
        }
    }

    private void ask(Way way, RawHttp connection) throws IOException {
        int steps = steps();
        RawHttp.Answer answer = connection.post("/v1/models/loop:predict", "{\"inputs\":" + steps + "}");
        answered(way, answer.body().replaceAll("\\s", ""), "{\"outputs\":" + steps + "}");
    }

    private void grpcNew() {
        while (routed) {
            ManagedChannel channel = channel(gateway);
            try {
                ask(Way.GRPC_NEW, channel);
            } finally {
                channel.shutdownNow();
            }
        }
    }

    /** Until its connection is told to go away and no other can be made. */
    private void grpcKept() {
        ManagedChannel channel = channel(gateway);
        try {
            while (!ended) {
                ask(Way.GRPC_KEPT, channel);
            }
        } catch (StatusRuntimeException e) {
            if (routed || e.getStatus().getCode() != Status.Code.UNAVAILABLE || !nobodyListened(e)) {
                throw e;
            }
        } finally {
            channel.shutdownNow();
        }
    }

    private static boolean nobodyListened(@Nullable Throwable thrown) {
        return thrown != null && (thrown instanceof ConnectException || nobodyListened(thrown.getCause()));
    }

    private void ask(Way way, ManagedChannel channel) {
        int steps = steps();
        var response = PredictionServiceGrpc.newBlockingStub(channel)
                .withDeadlineAfter(60, TimeUnit.SECONDS)
                .predict(request(steps));
        answered(way, Long.toString(response.getOutputsOrThrow("count").getInt64Val(0)), Long.toString(steps));
    }

    private void answered(Way way, String answer, String expected) {
        if (!answer.equals(expected)) {
            failures.add(way + ": " + answer + " in place of " + expected);
        }
        count(answers, way).increment();
        if (!routed) {
            count(answersAfterNotReady, way).increment();
        }
    }

    private int steps() {
        return STEPS + next.incrementAndGet() % 1000;
    }

    static ManagedChannel channel(PackagedGateway gateway) {
        return ManagedChannelBuilder.forAddress("127.0.0.1", gateway.grpcPort)
                .usePlaintext()
                .build();
    }

    static PredictRequest request(long steps) {
        return PredictRequest.newBuilder()
                .setModelSpec(ModelSpec.newBuilder().setName("loop"))
                .putInputs(
                        "end",
                        TensorProto.newBuilder()
                                .setDtype(DataType.DT_INT64)
                                .setTensorShape(TensorShapeProto.getDefaultInstance())
                                .addInt64Val(steps)
                                .build())
                .build();
    }

    List<String> failures() {
        return failures;
    }

    long answers(Way way) {
        return count(answers, way).sum();
    }

    long answersAfterNotReady(Way way) {
        return count(answersAfterNotReady, way).sum();
    }

    /** Waits until every client has found out that there is nobody to ask any more. */
    void awaitEnd() throws InterruptedException {
        for (Thread thread : threads) {
            if (!thread.join(Duration.ofSeconds(60))) {
                failures.add(thread.getName() + ": still asks");
            }
        }
    }

    @Override
    public void close() {
        ended = true;
        routed = false;
    }
}
