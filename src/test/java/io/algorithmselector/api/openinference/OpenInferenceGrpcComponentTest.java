package io.algorithmselector.api.openinference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import inference.GRPCInferenceServiceGrpc;
import inference.InferTensorContents;
import inference.LogSettingsRequest;
import inference.ModelConfigRequest;
import inference.ModelInferRequest;
import inference.ModelInferResponse;
import inference.ModelMetadataRequest;
import inference.ModelMetadataResponse;
import inference.ModelReadyRequest;
import inference.ModelStatistics;
import inference.ModelStatisticsRequest;
import inference.ModelStreamInferResponse;
import inference.RepositoryModelLoadRequest;
import inference.RepositoryModelUnloadRequest;
import inference.ServerLiveRequest;
import inference.ServerMetadataRequest;
import inference.ServerMetadataResponse;
import inference.ServerReadyRequest;
import inference.SystemSharedMemoryStatusRequest;
import inference.TraceSettingRequest;
import io.algorithmselector.testing.FakeModelsProfile;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** With the generated client, over the network. */
@QuarkusTest
@TestProfile(FakeModelsProfile.class)
class OpenInferenceGrpcComponentTest {
    private static final Metadata.Key<String> VERSION =
            Metadata.Key.of("x-model-version", Metadata.ASCII_STRING_MARSHALLER);

    @ConfigProperty(name = "quarkus.grpc.server.test-port")
    int port;

    @Inject
    MeterRegistry metrics;

    private ManagedChannel channel;
    private GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub client;
    private final AtomicReference<Metadata> initial = new AtomicReference<>();
    private final AtomicReference<Metadata> trailing = new AtomicReference<>();

    @BeforeEach
    void connect() {
        channel = ManagedChannelBuilder.forAddress("127.0.0.1", port)
                .usePlaintext()
                .maxInboundMessageSize(FakeModelsProfile.REQUEST_LIMIT)
                .build();
        client = GRPCInferenceServiceGrpc.newBlockingStub(channel)
                .withInterceptors(MetadataUtils.newCaptureMetadataInterceptor(initial, trailing));
    }

    @AfterEach
    void disconnect() throws InterruptedException {
        channel.shutdownNow();
        assertThat(channel.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    }

    /** {@code half_plus} asked for {@code y} of one zero: 2 from version 1, 3 from version 2. */
    private static ModelInferRequest.Builder halfPlus(String id) {
        return ModelInferRequest.newBuilder()
                .setModelName("half_plus")
                .setId(id)
                .addInputs(ModelInferRequest.InferInputTensor.newBuilder()
                        .setName("x")
                        .setDatatype("FP32")
                        .addShape(1))
                .addRawInputContents(ByteString.copyFrom(new byte[4]));
    }

    private static float first(ModelInferResponse response) {
        return Float.intBitsToFloat(Integer.reverseBytes(
                response.getRawOutputContents(0).asReadOnlyByteBuffer().getInt()));
    }

    private Status failure(Runnable call) {
        return catchThrowableOfType(StatusRuntimeException.class, call::run).getStatus();
    }

    @Test
    void server_isLiveReadyAndSaysWhatItIs() {
        assertThat(client.serverLive(ServerLiveRequest.getDefaultInstance()).getLive())
                .isTrue();
        assertThat(client.serverReady(ServerReadyRequest.getDefaultInstance()).getReady())
                .isTrue();
        ServerMetadataResponse metadata = client.serverMetadata(ServerMetadataRequest.getDefaultInstance());
        assertThat(metadata.getName()).isEqualTo("algorithm-selector");
        assertThat(metadata.getVersion()).isNotEmpty();
        assertThat(metadata.getExtensionsList())
                .containsExactlyInAnyOrder(
                        "classification",
                        "binary_tensor_data",
                        "model_configuration",
                        "model_repository",
                        "statistics");
    }

    @Test
    void modelReady_versionLabelAndNone() {
        assertThat(ready("half_plus", "")).isTrue();
        assertThat(ready("half_plus", "stable")).isTrue();
        assertThat(ready("half_plus", "4")).isFalse();
        assertThat(ready("none", "")).isFalse();
    }

    private boolean ready(String name, String version) {
        return client.modelReady(ModelReadyRequest.newBuilder()
                        .setName(name)
                        .setVersion(version)
                        .build())
                .getReady();
    }

    @Test
    void modelMetadata_andConfig_describeTheModel() {
        ModelMetadataResponse metadata = client.modelMetadata(
                ModelMetadataRequest.newBuilder().setName("half_plus").build());
        assertThat(metadata.getVersionsList()).containsExactly("1", "2");
        assertThat(initial.get().get(VERSION)).isEqualTo("2");
        assertThat(metadata.getInputs(0).getDatatype()).isEqualTo("FP32");
        assertThat(client.modelConfig(ModelConfigRequest.newBuilder()
                                .setName("half_plus")
                                .build())
                        .getConfig()
                        .getBackend())
                .isEqualTo("tensorflow");
        assertThatThrownBy(() -> client.modelMetadata(
                        ModelMetadataRequest.newBuilder().setName("none").build()))
                .hasMessage("NOT_FOUND: Request for unknown model: 'none' is not found");
    }

    @Test
    void modelInfer_rawContents_answersRawWithVersionInFieldAndMetadata() {
        ModelInferResponse response = client.modelInfer(halfPlus("id-7").build());
        assertThat(first(response)).isEqualTo(3);
        assertThat(response.getId()).isEqualTo("id-7");
        assertThat(response.getModelName()).isEqualTo("half_plus");
        assertThat(response.getModelVersion()).isEqualTo("2");
        assertThat(initial.get().get(VERSION)).isEqualTo("2");
    }

    @Test
    void modelInfer_versionLabelOrMetadata_isObeyed() {
        assertThat(first(client.modelInfer(halfPlus("").setModelVersion("1").build())))
                .isEqualTo(2);
        assertThat(first(
                        client.modelInfer(halfPlus("").setModelVersion("stable").build())))
                .isEqualTo(2);
        Metadata wanted = new Metadata();
        wanted.put(VERSION, "1");
        assertThat(first(client.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(wanted))
                        .modelInfer(halfPlus("").build())))
                .isEqualTo(2);
    }

    @Test
    void modelInfer_failureAfterTheVersionWasChosen_tellsItInTheTrailers() {
        Status status = failure(() -> client.modelInfer(
                halfPlus("").setModelVersion("1").clearRawInputContents().build()));
        assertThat(status.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(status.getDescription())
                .isEqualTo("input x has 0 values in fp32_contents; FP32 of shape [1] has 1 elements");
        assertThat(trailing.get().get(VERSION)).isEqualTo("1");
    }

    @Test
    void modelInfer_eightMegabytes_comeBack() {
        ByteString eight = ByteString.copyFrom(new byte[8 << 20]);
        ModelInferRequest.Builder request = halfPlus("").setModelName("echo").setRawInputContents(0, eight);
        request.getInputsBuilder(0).setShape(0, eight.size() / 4);
        request.putParameters(
                "signature_name",
                inference.InferParameter.newBuilder().setStringParam("float32").build());
        assertThat(client.modelInfer(request.build()).getRawOutputContents(0)).isEqualTo(eight);
    }

    @Test
    void modelInfer_aboveTheLimit_isResourceExhausted() {
        ByteString large = ByteString.copyFrom(new byte[FakeModelsProfile.REQUEST_LIMIT]);
        assertThat(failure(() -> client.modelInfer(
                                halfPlus("").setRawInputContents(0, large).build()))
                        .getCode())
                .isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    }

    @Test
    void modelInfer_deadlineHasPassed_isNotRun() {
        assertThat(failure(() -> client.withDeadlineAfter(1, TimeUnit.NANOSECONDS)
                                .modelInfer(halfPlus("").build()))
                        .getCode())
                .isEqualTo(Status.Code.DEADLINE_EXCEEDED);
    }

    @Test
    void modelInfer_defect_isANumberToTheCallerAndNothingElse() {
        ModelInferRequest request = halfPlus("")
                .setModelName("broken")
                .putParameters(
                        "signature_name",
                        inference.InferParameter.newBuilder()
                                .setStringParam("defect")
                                .build())
                .build();
        assertThatThrownBy(() -> client.modelInfer(request))
                .hasMessageStartingWith("INTERNAL: internal error ")
                .hasMessageNotContaining("secret");
    }

    /** Collects a stream's answers. */
    private static final class Answers implements StreamObserver<ModelStreamInferResponse> {
        private final List<ModelStreamInferResponse> all = Collections.synchronizedList(new ArrayList<>());
        private final CompletableFuture<List<ModelStreamInferResponse>> ended = new CompletableFuture<>();

        List<ModelStreamInferResponse> await() throws Exception {
            return ended.get(30, TimeUnit.SECONDS);
        }

        @Override
        public void onNext(ModelStreamInferResponse answer) {
            all.add(answer);
        }

        @Override
        public void onError(Throwable thrown) {
            ended.completeExceptionally(thrown);
        }

        @Override
        public void onCompleted() {
            ended.complete(all);
        }
    }

    private GRPCInferenceServiceGrpc.GRPCInferenceServiceStub streams() {
        return GRPCInferenceServiceGrpc.newStub(channel);
    }

    @Test
    void stream_manyInFlightAndABadOneAmongThem_answersEachWithItsId() throws Exception {
        int requests = 3 * InferStream.MAX_IN_FLIGHT;
        Answers answers = new Answers();
        StreamObserver<ModelInferRequest> stream = streams().modelStreamInfer(answers);
        for (int i = 0; i < requests; i++) {
            ModelInferRequest.Builder request = halfPlus("id-" + i).setModelVersion(i % 2 == 0 ? "1" : "2");
            stream.onNext(i == 50 ? request.setModelName("none").build() : request.build());
        }
        stream.onCompleted();
        List<ModelStreamInferResponse> all = answers.await();
        assertThat(all).hasSize(requests);
        for (int i = 0; i < requests; i++) {
            ModelStreamInferResponse answer = all.get(i);
            assertThat(answer.getInferResponse().getId()).isEqualTo("id-" + i);
            if (i == 50) {
                assertThat(answer.getErrorMessage()).isEqualTo("Request for unknown model: 'none' is not found");
            } else {
                assertThat(answer.getErrorMessage()).isEmpty();
                assertThat(first(answer.getInferResponse())).isEqualTo(i % 2 == 0 ? 2 : 3);
            }
        }
    }

    @Test
    void stream_answersBeforeTheCallerHasSentAll() throws Exception {
        Answers answers = new Answers();
        StreamObserver<ModelInferRequest> stream = streams().modelStreamInfer(answers);
        stream.onNext(halfPlus("first").build());
        long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (answers.all.isEmpty() && System.nanoTime() < giveUp) {
            Thread.sleep(5);
        }
        assertThat(answers.all).hasSize(1);
        stream.onNext(halfPlus("second").build());
        stream.onCompleted();
        assertThat(answers.await())
                .extracting(answer -> answer.getInferResponse().getId())
                .containsExactly("first", "second");
    }

    @Test
    void stream_cancelled_endsAndLeavesTheServerAnswering() {
        Answers answers = new Answers();
        ClientCallStreamObserver<ModelInferRequest> stream =
                (ClientCallStreamObserver<ModelInferRequest>) streams().modelStreamInfer(answers);
        for (int i = 0; i < 50; i++) {
            stream.onNext(halfPlus("id-" + i).build());
        }
        stream.cancel("enough", null);
        assertThatThrownBy(answers::await)
                .isInstanceOf(ExecutionException.class)
                .cause()
                .satisfies(cause ->
                        assertThat(Status.fromThrowable(cause).getCode()).isEqualTo(Status.Code.CANCELLED));
        assertThat(first(client.modelInfer(halfPlus("").build()))).isEqualTo(3);
    }

    @Test
    void stream_messageThatIsNone_endsIt_isCountedAndLeavesTheServerAnswering() {
        double before = refused();
        MethodDescriptor<ModelInferRequest, ModelStreamInferResponse> method =
                GRPCInferenceServiceGrpc.getModelStreamInferMethod();
        Answers answers = new Answers();
        StreamObserver<ModelInferRequest> stream = ClientCalls.asyncBidiStreamingCall(
                channel.newCall(
                        method.toBuilder(BROKEN, method.getResponseMarshaller()).build(), CallOptions.DEFAULT),
                answers);
        stream.onNext(halfPlus("").build());
        assertThatThrownBy(answers::await)
                .cause()
                .satisfies(cause ->
                        assertThat(Status.fromThrowable(cause).getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT));
        assertThat(first(client.modelInfer(halfPlus("").build()))).isEqualTo(3);
        assertThat(refused() - before).isEqualTo(1);
    }

    private double refused() {
        Counter counter = metrics.find("selector.inference.requests")
                .tags("model", "unknown", "version", "unknown", "protocol", "openinference", "transport", "grpc")
                .tag("code", "INVALID_ARGUMENT")
                .counter();
        return counter == null ? 0 : counter.count();
    }

    /** Writes three bytes that are no message. */
    private static final MethodDescriptor.Marshaller<ModelInferRequest> BROKEN = new MethodDescriptor.Marshaller<>() {
        @Override
        public InputStream stream(ModelInferRequest message) {
            return new ByteArrayInputStream(new byte[] {10, 100, 1});
        }

        @Override
        public ModelInferRequest parse(InputStream stream) {
            throw new AssertionError("a client does not read requests");
        }
    };

    @Test
    void compressedRequests_areAnswered_aloneAndInAStream() throws Exception {
        assertThat(first(client.withCompression("gzip").modelInfer(halfPlus("").build())))
                .isEqualTo(3);
        Answers answers = new Answers();
        StreamObserver<ModelInferRequest> stream =
                streams().withCompression("gzip").modelStreamInfer(answers);
        for (int i = 0; i < 200; i++) {
            stream.onNext(halfPlus("id-" + i).build());
        }
        stream.onCompleted();
        assertThat(answers.await()).hasSize(200).allMatch(answer -> first(answer.getInferResponse()) == 3);
    }

    @Test
    void compressedRequest_aboveTheLimitWhenInflated_isResourceExhausted() {
        ByteString large = ByteString.copyFrom(new byte[FakeModelsProfile.REQUEST_LIMIT]);
        Status status = failure(() -> client.withCompression("gzip")
                .modelInfer(halfPlus("").setRawInputContents(0, large).build()));
        assertThat(status.getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        assertThat(status.getDescription()).isEqualTo("the request is larger than 12582912 bytes");
    }

    @Test
    void manyStreamsThatSendNothing_leaveTheServerAnswering() {
        List<ClientCallStreamObserver<ModelInferRequest>> silent = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            silent.add((ClientCallStreamObserver<ModelInferRequest>) streams().modelStreamInfer(new Answers()));
        }
        assertThat(first(client.modelInfer(halfPlus("").build()))).isEqualTo(3);
        silent.forEach(stream -> stream.cancel("enough", null));
        assertThat(first(client.modelInfer(halfPlus("").build()))).isEqualTo(3);
    }

    @Test
    void stream_deadline_endsTheStream() {
        Answers answers = new Answers();
        StreamObserver<ModelInferRequest> stream =
                streams().withDeadlineAfter(300, TimeUnit.MILLISECONDS).modelStreamInfer(answers);
        stream.onNext(halfPlus("").build());
        assertThatThrownBy(answers::await)
                .cause()
                .satisfies(cause ->
                        assertThat(Status.fromThrowable(cause).getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED));
    }

    @Test
    void modelStatistics_countWhatWasAnsweredAndWhatFailed() {
        ModelStatistics before = statistics();
        client.modelInfer(halfPlus("").setModelVersion("1").build());
        failure(() -> client.modelInfer(
                halfPlus("").setModelVersion("1").clearRawInputContents().build()));
        ModelStatistics after = statistics();
        assertThat(after.getInferenceStats().getSuccess().getCount()
                        - before.getInferenceStats().getSuccess().getCount())
                .isEqualTo(1);
        assertThat(after.getInferenceStats().getFail().getCount()
                        - before.getInferenceStats().getFail().getCount())
                .isEqualTo(1);
        assertThat(after.getInferenceStats().getSuccess().getNs())
                .isGreaterThan(before.getInferenceStats().getSuccess().getNs());
        assertThat(after.getExecutionCount() - before.getExecutionCount()).isEqualTo(1);
        assertThat(after.getLastInference()).isPositive();
    }

    private ModelStatistics statistics() {
        return client.modelStatistics(ModelStatisticsRequest.newBuilder()
                        .setName("half_plus")
                        .setVersion("1")
                        .build())
                .getModelStats(0);
    }

    @Test
    void administration_isOff() {
        assertThatThrownBy(() -> client.repositoryModelLoad(RepositoryModelLoadRequest.newBuilder()
                        .setModelName("half_plus")
                        .build()))
                .hasMessageStartingWith("PERMISSION_DENIED: ")
                .hasMessageEndingWith("selector.admin.enabled is false");
        assertThatThrownBy(() -> client.repositoryModelUnload(RepositoryModelUnloadRequest.newBuilder()
                        .setModelName("half_plus")
                        .build()))
                .hasMessageStartingWith("PERMISSION_DENIED: ")
                .hasMessageEndingWith("selector.admin.enabled is false");
    }

    @Test
    void sharedMemoryTraceAndLog_answerUnimplementedByName() {
        assertThatThrownBy(() -> client.systemSharedMemoryStatus(SystemSharedMemoryStatusRequest.getDefaultInstance()))
                .hasMessageContaining("UNIMPLEMENTED")
                .hasMessageContaining("inference.GRPCInferenceService/SystemSharedMemoryStatus");
        assertThatThrownBy(() -> client.traceSetting(TraceSettingRequest.getDefaultInstance()))
                .hasMessageContaining("GRPCInferenceService/TraceSetting is unimplemented");
        assertThatThrownBy(() -> client.logSettings(LogSettingsRequest.getDefaultInstance()))
                .hasMessageContaining("GRPCInferenceService/LogSettings is unimplemented");
    }

    @Test
    void modelInfer_typedContents_answersTyped() {
        ModelInferRequest.Builder request = halfPlus("").clearRawInputContents();
        request.getInputsBuilder(0).setContents(InferTensorContents.newBuilder().addFp32Contents(4));
        ModelInferResponse response = client.modelInfer(request.build());
        assertThat(response.getOutputs(0).getContents().getFp32ContentsList()).containsExactly(5f);
        assertThat(response.getRawOutputContentsCount()).isZero();
    }
}
