package io.algorithmselector.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.MessageLite;
import grpc.health.v1.HealthGrpc;
import grpc.health.v1.HealthOuterClass.HealthCheckRequest;
import inference.GRPCInferenceServiceGrpc;
import inference.InferTensorContents;
import inference.ModelInferRequest;
import inference.ModelStreamInferResponse;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Streams through the ingress gateway: they outlive every limit that holds for calls. */
@Mesh
class StreamMeshIT {
    private static final String V1 = "algorithm-selector_v1.yaml";

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
        Ends cutInference = new Ends();
        StreamObserver<ModelInferRequest> cut = infer(cutInference);
        Ends cutWatch = watch();
        cut.onNext(request());
        MeshStack.await("the limit ends both", () -> cutInference.end.isDone() && cutWatch.end.isDone());
        assertThat(cutInference.messages).hasSize(1);
        assertThat(List.of(
                        cutInference.end.join().getCode(), cutWatch.end.join().getCode()))
                .doesNotContain(Status.Code.OK);

        mesh.apply(V1);
        Ends inference = new Ends();
        StreamObserver<ModelInferRequest> requests = infer(inference);
        Ends watch = watch();
        requests.onNext(request());
        MeshStack.await("the first answer", () -> inference.messages.size() == 1);
        Thread.sleep(LONG);
        requests.onNext(request());
        requests.onCompleted();
        MeshStack.await("the stream's end", inference.end::isDone);
        assertThat(inference.end.join()).isEqualTo(Status.OK);
        assertThat(inference.messages).hasSize(2).allSatisfy(StreamMeshIT::isOfVersionOne);
        assertThat(watch.end).isNotDone();
        assertThat(watch.messages).hasSize(1);
        channel.shutdownNow();
    }

    private static void isOfVersionOne(MessageLite message) {
        ModelStreamInferResponse answer = (ModelStreamInferResponse) message;
        assertThat(answer.getErrorMessage()).isEmpty();
        assertThat(answer.getInferResponse().getModelVersion()).isEqualTo("1");
    }

    private StreamObserver<ModelInferRequest> infer(Ends ends) {
        return GRPCInferenceServiceGrpc.newStub(channel).modelStreamInfer(ends.observer());
    }

    private Ends watch() {
        Ends ends = new Ends();
        HealthGrpc.newStub(channel).watch(HealthCheckRequest.getDefaultInstance(), ends.observer());
        return ends;
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

    /** What came, and how it ended. */
    private static final class Ends {
        private final List<MessageLite> messages = new CopyOnWriteArrayList<>();
        private final CompletableFuture<Status> end = new CompletableFuture<>();

        <T extends MessageLite> StreamObserver<T> observer() {
            return new StreamObserver<>() {
                @Override
                public void onNext(T message) {
                    messages.add(message);
                }

                @Override
                public void onError(Throwable thrown) {
                    end.complete(Status.fromThrowable(thrown));
                }

                @Override
                public void onCompleted() {
                    end.complete(Status.OK);
                }
            };
        }
    }
}
