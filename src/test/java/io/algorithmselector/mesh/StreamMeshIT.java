package io.algorithmselector.mesh;

import static io.algorithmselector.mesh.IstioFiles.V1;
import static org.assertj.core.api.Assertions.assertThat;

import grpc.health.v1.HealthGrpc;
import grpc.health.v1.HealthOuterClass.HealthCheckRequest;
import grpc.health.v1.HealthOuterClass.HealthCheckResponse;
import inference.GRPCInferenceServiceGrpc;
import inference.InferTensorContents;
import inference.ModelInferRequest;
import inference.ModelStreamInferResponse;
import io.algorithmselector.testing.ReceivedStream;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Streams through the ingress gateway: they outlive every limit that holds for calls. */
@Mesh
class StreamMeshIT {
    /** More than the 10 s that a call may take. */
    private static final int LONG = 12_000;

    private final MeshStack mesh;
    private final ManagedChannel channel =
            ManagedChannelBuilder.forAddress("127.0.0.1", 31400).usePlaintext().build();

    StreamMeshIT(MeshStack mesh) {
        this.mesh = mesh;
    }

    @BeforeEach
    @AfterEach
    void versionOne() throws Exception {
        mesh.apply(V1);
    }

    @Test
    void streams_goOnAfterTheLimitOfCalls() throws Exception {
        mesh.patch(
                "virtualservice",
                "algorithm-selector",
                "[{\"op\": \"add\", \"path\": \"/spec/http/0/timeout\", \"value\": \"2s\"}]");
        ReceivedStream<ModelStreamInferResponse> cutInference = new ReceivedStream<>();
        StreamObserver<ModelInferRequest> cut = infer(cutInference);
        ReceivedStream<HealthCheckResponse> cutWatch = watch();
        cut.onNext(request());
        MeshStack.await(
                "the limit ends both",
                () -> cutInference.end().isDone() && cutWatch.end().isDone());
        assertThat(cutInference.messages()).hasSize(1);
        assertThat(List.of(
                        cutInference.end().join().getCode(),
                        cutWatch.end().join().getCode()))
                .doesNotContain(Status.Code.OK);

        mesh.apply(V1);
        ReceivedStream<ModelStreamInferResponse> inference = new ReceivedStream<>();
        StreamObserver<ModelInferRequest> requests = infer(inference);
        ReceivedStream<HealthCheckResponse> watch = watch();
        requests.onNext(request());
        MeshStack.await("the first answer", () -> inference.messages().size() == 1);
        Thread.sleep(LONG);
        requests.onNext(request());
        requests.onCompleted();
        MeshStack.await("the stream's end", inference.end()::isDone);
        assertThat(inference.end().join()).isEqualTo(Status.OK);
        assertThat(inference.messages()).hasSize(2).allSatisfy(StreamMeshIT::isOfVersionOne);
        assertThat(watch.end()).isNotDone();
        assertThat(watch.messages()).hasSize(1);
        channel.shutdownNow();
    }

    private static void isOfVersionOne(ModelStreamInferResponse answer) {
        assertThat(answer.getErrorMessage()).isEmpty();
        assertThat(answer.getInferResponse().getModelVersion()).isEqualTo("1");
    }

    private StreamObserver<ModelInferRequest> infer(ReceivedStream<ModelStreamInferResponse> received) {
        return GRPCInferenceServiceGrpc.newStub(channel).modelStreamInfer(received);
    }

    private ReceivedStream<HealthCheckResponse> watch() {
        ReceivedStream<HealthCheckResponse> received = new ReceivedStream<>();
        HealthGrpc.newStub(channel).watch(HealthCheckRequest.getDefaultInstance(), received);
        return received;
    }

    private static ModelInferRequest request() {
        InferTensorContents.Builder window = InferTensorContents.newBuilder();
        for (float reading : Reference.WINDOW) {
            window.addFp32Contents(reading);
        }
        return ModelInferRequest.newBuilder()
                .setModelName("algorithm-selector")
                .addInputs(ModelInferRequest.InferInputTensor.newBuilder()
                        .setName("window")
                        .setDatatype("FP32")
                        .addShape(1)
                        .addShape(Reference.WINDOW.length)
                        .setContents(window))
                .build();
    }
}
