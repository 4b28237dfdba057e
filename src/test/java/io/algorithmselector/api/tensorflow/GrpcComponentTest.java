package io.algorithmselector.api.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.Int64Value;
import io.algorithmselector.testing.FakeModelsProfile;
import io.algorithmselector.testing.RawMethod;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ClientInterceptors;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tensorflow.framework.DataType;
import org.tensorflow.framework.TensorProto;
import org.tensorflow.framework.TensorShapeProto;
import tensorflow.serving.GetModelStatus.GetModelStatusRequest;
import tensorflow.serving.GetModelStatus.GetModelStatusResponse;
import tensorflow.serving.GetModelStatus.ModelVersionStatus;
import tensorflow.serving.Model.ModelSpec;
import tensorflow.serving.ModelManagement.ReloadConfigRequest;
import tensorflow.serving.ModelServiceGrpc;
import tensorflow.serving.Predict.PredictRequest;
import tensorflow.serving.Predict.PredictResponse;
import tensorflow.serving.PredictionServiceGrpc;

/** With the generated client, over the network. */
@QuarkusTest
@TestProfile(FakeModelsProfile.class)
class GrpcComponentTest {
    private static final Metadata.Key<String> VERSION =
            Metadata.Key.of("x-model-version", Metadata.ASCII_STRING_MARSHALLER);

    @ConfigProperty(name = "quarkus.grpc.server.test-port")
    int port;

    private ManagedChannel channel;
    private final Metadata sent = new Metadata();
    private Metadata initial = new Metadata();
    private Metadata trailing = new Metadata();
    private PredictionServiceGrpc.PredictionServiceBlockingStub predictions;
    private ModelServiceGrpc.ModelServiceBlockingStub models;

    @BeforeEach
    void connect() {
        channel = ManagedChannelBuilder.forAddress("127.0.0.1", port)
                .usePlaintext()
                .build();
        Channel recording = ClientInterceptors.intercept(channel, new Recorder());
        predictions = PredictionServiceGrpc.newBlockingStub(recording);
        models = ModelServiceGrpc.newBlockingStub(recording);
    }

    @AfterEach
    void disconnect() throws InterruptedException {
        channel.shutdownNow();
        assertThat(channel.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    }

    /** Sends the metadata of {@link #sent} and keeps what comes back. */
    private final class Recorder implements ClientInterceptor {
        @Override
        public <Q, A> ClientCall<Q, A> interceptCall(MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
            return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
                @Override
                public void start(Listener<A> listener, Metadata headers) {
                    headers.merge(sent);
                    super.start(new Recording<>(listener), headers);
                }
            };
        }
    }

    private final class Recording<A> extends SimpleForwardingClientCallListener<A> {
        Recording(ClientCall.Listener<A> delegate) {
            super(delegate);
        }

        @Override
        public void onHeaders(Metadata headers) {
            initial = headers;
            super.onHeaders(headers);
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
            trailing = trailers;
            super.onClose(status, trailers);
        }
    }

    private static ModelSpec.Builder halfPlus() {
        return ModelSpec.newBuilder().setName("half_plus");
    }

    private static TensorProto floats(float... values) {
        TensorProto.Builder tensor = TensorProto.newBuilder()
                .setDtype(DataType.DT_FLOAT)
                .setTensorShape(TensorShapeProto.newBuilder()
                        .addDim(TensorShapeProto.Dim.newBuilder().setSize(values.length)));
        for (float value : values) {
            tensor.addFloatVal(value);
        }
        return tensor.build();
    }

    private static PredictRequest request(ModelSpec.Builder spec) {
        return PredictRequest.newBuilder()
                .setModelSpec(spec)
                .putInputs("x", floats(1, 2, 5))
                .build();
    }

    private Status.Code failure(Runnable call) {
        return catchThrowableOfType(StatusRuntimeException.class, call::run)
                .getStatus()
                .getCode();
    }

    @Test
    void predict_answersTensorsSpecAndVersion() {
        PredictResponse response = predictions.predict(request(halfPlus()));
        assertThat(response.getOutputsOrThrow("y").getFloatValList()).containsExactly(3.5f, 4f, 5.5f);
        assertThat(response.getOutputsOrThrow("y").getTensorShape().getDim(0).getSize())
                .isEqualTo(3);
        assertThat(response.getModelSpec().getName()).isEqualTo("half_plus");
        assertThat(response.getModelSpec().getVersion().getValue()).isEqualTo(2);
        assertThat(response.getModelSpec().getSignatureName()).isEqualTo("serving_default");
        assertThat(initial.get(VERSION)).isEqualTo("2");
        assertThat(trailing.get(VERSION)).isNull();
    }

    @Test
    void predict_versionOrLabelInTheSpec_isObeyed() {
        predictions.predict(request(halfPlus().setVersion(Int64Value.of(1))));
        assertThat(initial.get(VERSION)).isEqualTo("1");
        PredictResponse byLabel = predictions.predict(request(halfPlus().setVersionLabel("stable")));
        assertThat(byLabel.getModelSpec().getVersion().getValue()).isEqualTo(1);
    }

    @Test
    void predict_versionInTheMetadata_isObeyed() {
        sent.put(VERSION, "1");
        assertThat(predictions
                        .predict(request(halfPlus()))
                        .getModelSpec()
                        .getVersion()
                        .getValue())
                .isEqualTo(1);
    }

    @Test
    void predict_errorAfterTheVersionWasChosen_tellsItInTheTrailers() {
        PredictRequest wrong = PredictRequest.newBuilder()
                .setModelSpec(halfPlus().setVersion(Int64Value.of(1)))
                .putInputs("z", floats(1))
                .build();
        assertThat(failure(() -> predictions.predict(wrong))).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(initial.get(VERSION)).isNull();
        assertThat(trailing.get(VERSION)).isEqualTo("1");
    }

    @Test
    void predict_unknownModel_isNotFoundAndTellsNoVersion() {
        assertThatThrownBy(
                        () -> predictions.predict(request(ModelSpec.newBuilder().setName("none"))))
                .hasMessage("NOT_FOUND: Servable not found for request: Latest(none)");
        assertThat(trailing.get(VERSION)).isNull();
    }

    @Test
    void predict_defect_isANumberToTheCallerAndNothingElse() {
        assertThatThrownBy(() -> predictions.predict(
                        request(ModelSpec.newBuilder().setName("broken").setSignatureName("defect"))))
                .hasMessageStartingWith("INTERNAL: internal error ")
                .hasMessageNotContaining("secret");
    }

    @Test
    void predict_messageAboveTheLimit_isResourceExhausted() {
        PredictRequest large = PredictRequest.newBuilder()
                .setModelSpec(halfPlus())
                .putInputs("x", floats(new float[FakeModelsProfile.REQUEST_LIMIT / 4 + 1]))
                .build();
        assertThat(failure(() -> predictions.predict(large))).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    }

    @Test
    void predict_deadlineHasPassed_isNotRun() {
        assertThat(failure(() ->
                        predictions.withDeadlineAfter(1, TimeUnit.NANOSECONDS).predict(request(halfPlus()))))
                .isEqualTo(Status.Code.DEADLINE_EXCEEDED);
    }

    @Test
    void handleReloadConfigRequest_unlessEnabled_isPermissionDenied() {
        assertThatThrownBy(() -> models.handleReloadConfigRequest(ReloadConfigRequest.getDefaultInstance()))
                .hasMessageContaining("PERMISSION_DENIED")
                .hasMessageContaining("selector.admin.enabled");
    }

    @Test
    void getModelStatus_failedVersion_showsEndAndTheError() {
        GetModelStatusResponse response = models.getModelStatus(GetModelStatusRequest.newBuilder()
                .setModelSpec(halfPlus().setVersion(Int64Value.of(3)))
                .build());
        ModelVersionStatus status = response.getModelVersionStatus(0);
        assertThat(response.getModelVersionStatusCount()).isEqualTo(1);
        assertThat(status.getVersion()).isEqualTo(3);
        assertThat(status.getState()).isEqualTo(ModelVersionStatus.State.END);
        assertThat(status.getStatus().getErrorCode()).isEqualTo(org.tensorflow.framework.Code.NOT_FOUND);
        assertThat(status.getStatus().getErrorMessage()).isEqualTo("no saved_model.pb");
    }

    @Test
    void getModelStatus_model_listsTheNewestFirst() {
        GetModelStatusResponse response = models.getModelStatus(
                GetModelStatusRequest.newBuilder().setModelSpec(halfPlus()).build());
        assertThat(response.getModelVersionStatusList())
                .extracting(ModelVersionStatus::getVersion)
                .containsExactly(4L, 3L, 2L, 1L);
    }

    @Test
    void getModelStatus_unknown_isNotFound() {
        assertThatThrownBy(() -> models.getModelStatus(GetModelStatusRequest.newBuilder()
                        .setModelSpec(ModelSpec.newBuilder().setName("none"))
                        .build()))
                .hasMessage("NOT_FOUND: Could not find any versions of model none");
        assertThatThrownBy(() -> models.getModelStatus(GetModelStatusRequest.getDefaultInstance()))
                .hasMessage("INVALID_ARGUMENT: Missing ModelSpec");
    }

    @Test
    void predict_messageThatIsNone_isInvalidArgumentByName() {
        MethodDescriptor<byte[], byte[]> raw =
                RawMethod.of(MethodDescriptor.MethodType.UNARY, "tensorflow.serving.PredictionService/Predict");
        assertThatThrownBy(() ->
                        ClientCalls.blockingUnaryCall(channel, raw, CallOptions.DEFAULT, new byte[] {10, 100, 1, 2, 3}))
                .hasMessageStartingWith("INVALID_ARGUMENT: the message is no valid PredictRequest: ");
    }

    @Test
    void predict_metadataTwiceWithDifferentValues_isInvalidArgument() {
        sent.put(VERSION, "1");
        sent.put(VERSION, "2");
        assertThatThrownBy(() -> predictions.predict(request(halfPlus())))
                .hasMessage("INVALID_ARGUMENT: x-model-version came twice, with different values");
    }
}
