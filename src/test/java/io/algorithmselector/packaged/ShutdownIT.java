package io.algorithmselector.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import grpc.health.v1.HealthGrpc;
import grpc.health.v1.HealthOuterClass.HealthCheckRequest;
import grpc.health.v1.HealthOuterClass.HealthCheckResponse;
import grpc.health.v1.HealthOuterClass.HealthCheckResponse.ServingStatus;
import inference.GRPCInferenceServiceGrpc;
import inference.ModelInferRequest;
import inference.ModelStreamInferResponse;
import io.algorithmselector.engine.tensorflow.SavedModels;
import io.algorithmselector.testing.ReceivedStream;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tensorflow.serving.PredictionServiceGrpc;

/** SIGTERM, seen from outside. */
@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ShutdownIT {
    private static final Duration PAUSE = Duration.ofSeconds(8);
    private static final Duration DRAIN = Duration.ofSeconds(60);

    /** Longer than the pause. */
    private static final Duration LONG = PAUSE.plusSeconds(6);

    private static final long ENDLESS = 1_000_000_000_000L;
    private static final String PREDICT = "/v1/models/loop:predict";

    @TempDir
    private static Path models;

    @BeforeAll
    static void write() {
        SavedModels.loop(models.resolve("loop").resolve("1"));
    }

    private static PackagedGateway start(Duration pause, Duration drain) throws Exception {
        return PackagedGateway.start(
                        models,
                        Map.of(
                                "SELECTOR_MODEL_NAME",
                                "loop",
                                "SELECTOR_MODEL_BASE_PATH",
                                models.resolve("loop").toString(),
                                "SELECTOR_SHUTDOWN_PAUSE",
                                pause.toMillis() + "ms",
                                "SELECTOR_LIFECYCLE_DRAIN_LIMIT",
                                drain.toMillis() + "ms"))
                .awaitReady();
    }

    @Test
    void sigterm_underLoad_answersEverythingAndEndsWithCodeZero() throws Exception {
        try (PackagedGateway gateway = start(PAUSE, DRAIN);
                ShutdownLoad load = new ShutdownLoad(gateway);
                RawHttp idle = new RawHttp(gateway.restPort)) {
            ManagedChannel channel = ShutdownLoad.channel(gateway);
            assertThat(idle.post(PREDICT, "{\"inputs\":7}").status()).isEqualTo(200);
            assertThat(idle.kept()).isTrue();
            Stream stream = new Stream(channel);
            ReceivedStream<HealthCheckResponse> watch = new ReceivedStream<>();
            HealthGrpc.newStub(channel).watch(HealthCheckRequest.getDefaultInstance(), watch);
            long steps = steps(gateway, LONG); // measured before there is a load: with it they take longer
            load.start();
            stream.sendFor(Duration.ofSeconds(2));
            FutureTask<String> restCall = background(() -> {
                try (RawHttp connection = new RawHttp(gateway.restPort)) {
                    return connection
                            .post(PREDICT, "{\"inputs\":" + steps + "}")
                            .body()
                            .replaceAll("\\s", "");
                }
            });
            FutureTask<Long> grpcCall = background(() -> PredictionServiceGrpc.newBlockingStub(channel)
                    .predict(ShutdownLoad.request(steps))
                    .getOutputsOrThrow("count")
                    .getInt64Val(0));
            Thread.sleep(300);

            Instant told = Instant.now();
            gateway.terminate();
            assertThat(gateway.awaitProbe("/q/health/ready", 503)).isTrue();
            load.notReady();
            stream.sendFor(Duration.ofSeconds(1));
            try (RawHttp late = new RawHttp(gateway.restPort)) {
                assertThat(late.post(PREDICT, "{\"inputs\":8}").status())
                        .as("within the pause")
                        .isEqualTo(200);
                assertThat(late.kept()).isFalse();
            }
            assertThat(gateway.health("")).isEqualTo("NOT_SERVING");
            assertThat(gateway.health("loop")).isEqualTo("SERVING");
            stream.sendUntilItEnds();

            assertThat(gateway.get(gateway.managementPort, "/q/health/ready").statusCode())
                    .as("while calls finish")
                    .isEqualTo(503);
            assertThat(gateway.get(gateway.managementPort, "/q/health/live").statusCode())
                    .isEqualTo(200);
            assertThatThrownBy(() -> new RawHttp(gateway.restPort)).isInstanceOf(ConnectException.class);
            assertThat(gateway.health("")).as("no new connections").isEqualTo("UNAVAILABLE");
            assertThat(restCall.isDone()).as("it takes longer than the pause").isFalse();
            assertThat(restCall.get()).isEqualTo("{\"outputs\":" + steps + "}");
            assertThat(grpcCall.get()).isEqualTo(steps);

            assertThat(gateway.awaitExit()).isZero();
            assertThat(Duration.between(told, Instant.now())).isLessThan(PAUSE.plus(DRAIN));
            load.awaitEnd();
            assertThat(load.failures()).isEmpty();
            for (ShutdownLoad.Way way : ShutdownLoad.Way.values()) {
                assertThat(load.answers(way)).as(way.name()).isPositive();
            }
            assertThat(load.answersAfterNotReady(ShutdownLoad.Way.GRPC_KEPT)).isPositive();
            stream.assertAnsweredInOrder();
            assertThat(stream.received.end().get().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
            assertThat(stream.received.end().get().getDescription()).isEqualTo("the server is shutting down");
            assertThat(watch.end().get().isOk()).isTrue();
            assertThat(watch.messages())
                    .extracting(HealthCheckResponse::getStatus)
                    .containsExactly(ServingStatus.SERVING, ServingStatus.NOT_SERVING);
            assertThat(idle.closed()).isTrue();
            assertThat(gateway.errors()).isEmpty();
            assertThat(gateway.output()).contains("SIGTERM").doesNotContain("WARN", "ERROR", "\tat ");
            channel.shutdownNow();
        }
    }

    @Test
    void sigterm_streamWhoseClientHasSentItsLast_endsWellOnceAllIsAnswered() throws Exception {
        try (PackagedGateway gateway = start(Duration.ZERO, DRAIN)) {
            ManagedChannel channel = ShutdownLoad.channel(gateway);
            Stream stream = new Stream(channel);
            long steps = steps(gateway, Duration.ofSeconds(4));
            stream.send(steps);
            stream.send(steps / 2);
            stream.requests.onCompleted();
            // the same connection: what was sent before it has arrived once it is answered
            var _ = PredictionServiceGrpc.newBlockingStub(channel).predict(ShutdownLoad.request(1));
            assertThat(stream.received.end()).isNotDone();
            gateway.terminate();
            assertThat(stream.received.end().get()).isEqualTo(Status.OK);
            stream.assertAnsweredInOrder();
            assertThat(stream.received.messages()).hasSize(2);
            assertThat(gateway.awaitExit()).isZero();
            channel.shutdownNow();
        }
    }

    @Test
    void sigterm_callThatNeverEnds_isCancelledAndTheProcessEnds() throws Exception {
        try (PackagedGateway gateway = start(Duration.ZERO, Duration.ofSeconds(1))) {
            FutureTask<RawHttp.Answer> endless = background(() -> {
                try (RawHttp connection = new RawHttp(gateway.restPort)) {
                    return connection.post(PREDICT, "{\"inputs\":" + ENDLESS + "}");
                }
            });
            Thread.sleep(500);
            Instant told = Instant.now();
            gateway.terminate();
            assertThat(gateway.awaitExit()).isZero();
            assertThat(Duration.between(told, Instant.now())).isLessThan(Duration.ofSeconds(15));
            assertThat(endless.get().status()).as("CANCELLED").isEqualTo(499);
            assertThat(gateway.output()).contains("1 calls still run").doesNotContain("\tat ");
        }
    }

    @Test
    void sigterm_withNothingToDo_endsQuickly() throws Exception {
        try (PackagedGateway gateway = start(Duration.ZERO, DRAIN)) {
            Instant told = Instant.now();
            gateway.terminate();
            assertThat(gateway.awaitExit()).isZero();
            assertThat(Duration.between(told, Instant.now())).isLessThan(Duration.ofSeconds(5));
        }
    }

    @Test
    void sigterm_twice_endsAtOnce() throws Exception {
        try (PackagedGateway gateway = start(Duration.ofMinutes(10), DRAIN)) {
            gateway.terminate();
            assertThat(gateway.awaitProbe("/q/health/ready", 503)).isTrue();
            Thread.sleep(500);
            assertThat(gateway.running()).isTrue();
            Instant told = Instant.now();
            gateway.terminate();
            assertThat(gateway.awaitExit()).isEqualTo(143);
            assertThat(Duration.between(told, Instant.now())).isLessThan(Duration.ofSeconds(5));
        }
    }

    /** How many of the model's steps take about that time, on this machine. */
    private static long steps(PackagedGateway gateway, Duration duration) throws IOException {
        long measured = 100_000;
        try (RawHttp connection = new RawHttp(gateway.restPort)) {
            long shortest = Long.MAX_VALUE;
            for (int round = 0; round < 5; round++) {
                long begun = System.nanoTime();
                connection.post(PREDICT, "{\"inputs\":" + measured + "}");
                shortest = Math.min(shortest, System.nanoTime() - begun);
            }
            return (long) (measured * ((double) duration.toNanos() / shortest));
        }
    }

    private static <V> FutureTask<V> background(Callable<V> call) {
        FutureTask<V> task = new FutureTask<>(call);
        Thread.ofVirtual().start(task);
        return task;
    }

    /** A {@code ModelStreamInfer} and what has come of it. */
    private static final class Stream {
        private static final int STEPS = 1000;

        private final ReceivedStream<ModelStreamInferResponse> received = new ReceivedStream<>();
        private final List<Long> sent = new CopyOnWriteArrayList<>();
        private final StreamObserver<ModelInferRequest> requests;

        Stream(ManagedChannel channel) {
            requests = GRPCInferenceServiceGrpc.newStub(channel).modelStreamInfer(received);
        }

        void send(long steps) {
            byte[] raw = ByteBuffer.allocate(Long.BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(steps)
                    .array();
            ModelInferRequest request = ModelInferRequest.newBuilder()
                    .setModelName("loop")
                    .setId(Integer.toString(sent.size()))
                    .addInputs(ModelInferRequest.InferInputTensor.newBuilder()
                            .setName("end")
                            .setDatatype("INT64"))
                    .addRawInputContents(ByteString.copyFrom(raw))
                    .build();
            sent.add(steps);
            requests.onNext(request);
        }

        void sendFor(Duration duration) throws InterruptedException {
            Instant until = Instant.now().plus(duration);
            while (Instant.now().isBefore(until)) {
                assertThat(received.end()).isNotDone();
                send(STEPS + sent.size());
                Thread.sleep(5);
            }
        }

        void sendUntilItEnds() throws InterruptedException {
            while (!received.end().isDone()) {
                send(STEPS + sent.size());
                Thread.sleep(5);
            }
        }

        /** Answers are those of the first requests, whole and right; all others have got none. */
        void assertAnsweredInOrder() {
            List<ModelStreamInferResponse> answers = received.messages();
            assertThat(answers).isNotEmpty();
            for (int i = 0; i < answers.size(); i++) {
                ModelStreamInferResponse answer = answers.get(i);
                assertThat(answer.getErrorMessage()).isEmpty();
                assertThat(answer.getInferResponse().getId()).isEqualTo(Integer.toString(i));
                assertThat(answer.getInferResponse()
                                .getRawOutputContents(0)
                                .asReadOnlyByteBuffer()
                                .order(ByteOrder.LITTLE_ENDIAN)
                                .getLong())
                        .isEqualTo(sent.get(i));
            }
        }
    }
}
