package io.algorithmselector.api.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import grpc.health.v1.HealthGrpc;
import grpc.health.v1.HealthOuterClass.HealthCheckRequest;
import grpc.health.v1.HealthOuterClass.HealthCheckResponse;
import grpc.health.v1.HealthOuterClass.HealthCheckResponse.ServingStatus;
import io.algorithmselector.api.transport.CountedServer;
import io.algorithmselector.api.transport.RequestBudget;
import io.algorithmselector.lifecycle.Phase;
import io.grpc.Context;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.vertx.core.Vertx;
import io.vertx.grpc.VertxServer;
import io.vertx.grpc.VertxServerBuilder;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Over the network, with the generated client. */
@Timeout(30)
final class GrpcHealthTest {
    private final ChangingModels models = new ChangingModels();
    private final RequestBudget budget = new RequestBudget(1_000_000);
    private final Vertx vertx = Vertx.vertx();
    private VertxServer server;
    private ManagedChannel channel;

    @BeforeEach
    void start() throws Exception {
        server = CountedServer.counted(VertxServerBuilder.forAddress(vertx, "127.0.0.1", 0), budget)
                .addService(new GrpcHealth(models, models))
                .build();
        CompletableFuture<Void> started = new CompletableFuture<>();
        server.start(result -> {
            if (result.succeeded()) {
                started.complete(null);
            } else {
                started.completeExceptionally(result.cause());
            }
        });
        started.get(10, TimeUnit.SECONDS);
        channel = ManagedChannelBuilder.forAddress("127.0.0.1", server.getPort())
                .usePlaintext()
                .build();
    }

    @AfterEach
    void stop() throws Exception {
        channel.shutdownNow();
        server.shutdown();
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private static HealthCheckRequest request(String service) {
        return HealthCheckRequest.newBuilder().setService(service).build();
    }

    private ServingStatus check(String service) {
        return HealthGrpc.newBlockingStub(channel).check(request(service)).getStatus();
    }

    private Status.Code refused(String service) {
        return catchThrowableOfType(StatusRuntimeException.class, () -> check(service))
                .getStatus()
                .getCode();
    }

    private Iterator<HealthCheckResponse> watch(String service) {
        return HealthGrpc.newBlockingStub(channel).watch(request(service));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "tensorflow.serving.PredictionService",
                "tensorflow.serving.ModelService",
                "inference.GRPCInferenceService"
            })
    void check_serverAndItsServices_followReadiness(String service) {
        models.phase(Phase.SERVING).ready(false);
        assertThat(check(service)).isEqualTo(ServingStatus.NOT_SERVING);
        models.ready(true);
        assertThat(check(service)).isEqualTo(ServingStatus.SERVING);
        models.phase(Phase.STOPPING).ready(false);
        assertThat(check(service)).isEqualTo(ServingStatus.NOT_SERVING);
    }

    @Test
    void check_model_servesOnceAVersionIsAvailable() {
        models.phase(Phase.SERVING).ready(true).model("m", false);
        assertThat(check("m")).isEqualTo(ServingStatus.NOT_SERVING);
        models.model("m", true);
        assertThat(check("m")).isEqualTo(ServingStatus.SERVING);
    }

    @Test
    void check_neitherServiceNorModel_isNotFound() {
        models.phase(Phase.SERVING).ready(true).model("m", true);
        assertThat(refused("n")).isEqualTo(Status.Code.NOT_FOUND);
        assertThat(refused("tensorflow.serving.Predictionservice")).isEqualTo(Status.Code.NOT_FOUND);
    }

    @Test
    void check_modelBeforeACatalogue_isUnavailable() {
        assertThat(refused("m")).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(check("")).isEqualTo(ServingStatus.NOT_SERVING);
    }

    @Test
    void check_largeMessage_isRefusedUnread() {
        models.phase(Phase.SERVING).ready(true);
        HealthCheckRequest padded = HealthCheckRequest.newBuilder()
                .setUnknownFields(UnknownFieldSet.newBuilder()
                        .addField(
                                15,
                                UnknownFieldSet.Field.newBuilder()
                                        .addLengthDelimited(ByteString.copyFrom(new byte[70_000]))
                                        .build())
                        .build())
                .build();
        HealthGrpc.HealthBlockingStub client = HealthGrpc.newBlockingStub(channel);
        assertThatThrownBy(() -> client.check(padded))
                .hasMessage("RESOURCE_EXHAUSTED: the request is larger than 65536 bytes");
        assertThatThrownBy(() -> client.watch(padded).next())
                .hasMessage("RESOURCE_EXHAUSTED: the request is larger than 65536 bytes");
    }

    @Test
    void watch_open_holdsNothingOfTheBudget() throws InterruptedException {
        models.phase(Phase.SERVING).ready(true);
        Iterator<HealthCheckResponse> answers = watch("");
        assertThat(answers.next().getStatus()).isEqualTo(ServingStatus.SERVING);
        while (budget.held() > 0) {
            Thread.sleep(1);
        }
        models.ready(false).changed();
        assertThat(answers.next().getStatus()).isEqualTo(ServingStatus.NOT_SERVING);
    }

    @Test
    void watch_changes_areToldAndNothingElse() {
        models.phase(Phase.SERVING).ready(false);
        Iterator<HealthCheckResponse> answers = watch("m");
        assertThat(answers.next().getStatusValue()).isEqualTo(HealthWatch.SERVICE_UNKNOWN);
        models.model("m", false).changed();
        assertThat(answers.next().getStatus()).isEqualTo(ServingStatus.NOT_SERVING);
        models.ready(true).changed();
        models.model("m", true).changed();
        assertThat(answers.next().getStatus()).isEqualTo(ServingStatus.SERVING);
    }

    @Test
    void watch_serverStops_tellsAndEndsCleanly() {
        models.phase(Phase.SERVING).ready(true);
        Iterator<HealthCheckResponse> answers = watch("");
        assertThat(answers.next().getStatus()).isEqualTo(ServingStatus.SERVING);
        models.phase(Phase.STOPPING).ready(false).changed();
        assertThat(answers.next().getStatus()).isEqualTo(ServingStatus.NOT_SERVING);
        assertThat(answers.hasNext()).isFalse();
        assertThat(models.watchers()).isZero();
        Iterator<HealthCheckResponse> late = watch("");
        assertThat(late.next().getStatus()).isEqualTo(ServingStatus.NOT_SERVING);
        assertThat(late.hasNext()).isFalse();
    }

    @Test
    void watch_clientGoes_isForgotten() throws InterruptedException {
        models.phase(Phase.SERVING).ready(true);
        try (Context.CancellableContext context = Context.current().withCancellation()) {
            Iterator<HealthCheckResponse> answers =
                    context.wrap(() -> watch("")).call();
            assertThat(answers.next().getStatus()).isEqualTo(ServingStatus.SERVING);
            assertThat(models.watchers()).isEqualTo(1);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
        while (models.watchers() > 0) {
            Thread.sleep(1);
        }
    }
}
