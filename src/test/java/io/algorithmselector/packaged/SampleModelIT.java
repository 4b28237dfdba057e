package io.algorithmselector.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Int64Value;
import io.algorithmselector.demo.EmbeddedS3;
import io.algorithmselector.demo.ExampleRequest;
import io.algorithmselector.trainer.NetworkDefinition;
import io.algorithmselector.trainer.Prediction;
import io.algorithmselector.trainer.SampleWindows;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.restassured.path.json.JsonPath;
import io.restassured.path.json.config.JsonPathConfig;
import io.restassured.path.json.config.JsonPathConfig.NumberReturnType;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.framework.DataType;
import org.tensorflow.framework.TensorProto;
import org.tensorflow.framework.TensorShapeProto;
import tensorflow.serving.GetModelStatus.GetModelStatusRequest;
import tensorflow.serving.GetModelStatus.ModelVersionStatus;
import tensorflow.serving.Model.ModelSpec;
import tensorflow.serving.ModelServiceGrpc;
import tensorflow.serving.Predict.PredictRequest;
import tensorflow.serving.Predict.PredictResponse;
import tensorflow.serving.PredictionServiceGrpc;

/** The gateway's main job, whole: two versions of the sample model from an S3 server, over REST and gRPC. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SampleModelIT {
    private static final Path MODELS = Path.of("models", "algorithm-selector");
    private static final String MODEL = "algorithm-selector";
    private static final Offset<Double> TOLERANCE = Offset.offset(1e-5);
    private static final float[] WINDOW = SampleWindows.window(SampleWindows.CONTESTED);

    private EmbeddedS3 s3;
    private PackagedGateway gateway;
    private ManagedChannel channel;

    @BeforeAll
    void start(@TempDir Path cache) throws Exception {
        s3 = EmbeddedS3.start(0, "access", "secret");
        s3.createBucket("featurestore");
        s3.upload(Path.of("models"), "featurestore", "models");
        gateway = PackagedGateway.start(
                        cache, S3Environment.of(s3, "SELECTOR_CATALOG", "s3://featurestore/models/catalog.yaml", cache))
                .awaitReady();
        channel = ManagedChannelBuilder.forAddress("127.0.0.1", gateway.grpcPort)
                .usePlaintext()
                .build();
    }

    @AfterAll
    void stop() {
        channel.shutdownNow();
        gateway.close();
        s3.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void predict_overRest_equalsJavasDefinition(int version) throws Exception {
        HttpResponse<String> response = predict("/versions/" + version);

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("x-model-version")).contains(Integer.toString(version));
        JsonPath answer = json(response).setRootPath("predictions[0]");
        assertEqual(
                NetworkDefinition.read(MODELS, version).predict(WINDOW),
                answer.getString("algorithm"),
                answer.getList("scores", Double.class),
                answer.getList("expected_error", Double.class));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void predict_overGrpc_equalsJavasDefinition(int version) throws Exception {
        PredictResponse response = PredictionServiceGrpc.newBlockingStub(channel)
                .predict(request(ModelSpec.newBuilder().setName(MODEL).setVersion(Int64Value.of(version))));

        assertThat(response.getModelSpec().getVersion().getValue()).isEqualTo(version);
        assertEqual(
                NetworkDefinition.read(MODELS, version).predict(WINDOW),
                response.getOutputsOrThrow("algorithm").getStringVal(0).toStringUtf8(),
                floats(response.getOutputsOrThrow("scores")),
                floats(response.getOutputsOrThrow("expected_error")));
    }

    @Test
    void predict_contestedWindow_isAnsweredDifferentlyByTheVersions() throws Exception {
        assertThat(json(predict("/versions/1")).getString("predictions[0].algorithm"))
                .isNotEqualTo(json(predict("/versions/2")).getString("predictions[0].algorithm"));
    }

    @Test
    void predict_byLabel_isAnsweredByItsVersion() throws Exception {
        assertThat(predict("/labels/canary").headers().firstValue("x-model-version"))
                .contains("2");
        assertThat(predict("/labels/stable").headers().firstValue("x-model-version"))
                .contains("1");
    }

    @Test
    void predict_withoutAVersion_isSharedByTheWeights() throws Exception {
        int canary = 0;
        for (int i = 0; i < 400; i++) {
            canary += predict("")
                            .headers()
                            .firstValue("x-model-version")
                            .orElseThrow()
                            .equals("2")
                    ? 1
                    : 0;
        }
        // 4.5 standard deviations of 400 draws at 30 %
        assertThat(canary).isBetween(79, 161);
    }

    @Test
    void predict_windowWithNaN_getsNaNScoresAndNoName() throws Exception {
        String body = ExampleRequest.PREDICT.text().replaceFirst("\\[\\[\\s*[^,]+,", "[[NaN,");
        HttpResponse<String> response = gateway.post("/v1/models/algorithm-selector:predict", body);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).contains("NaN").containsPattern("\"algorithm\": ?\"\"");
    }

    @Test
    void status_overRestAndGrpc_showsBothVersionsAvailable() throws Exception {
        assertThat(json(gateway.get(gateway.restPort, "/v1/models/algorithm-selector"))
                        .getList("model_version_status.state"))
                .containsExactly("AVAILABLE", "AVAILABLE");
        assertThat(ModelServiceGrpc.newBlockingStub(channel)
                        .getModelStatus(GetModelStatusRequest.newBuilder()
                                .setModelSpec(ModelSpec.newBuilder().setName(MODEL))
                                .build())
                        .getModelVersionStatusList())
                .extracting(ModelVersionStatus::getState)
                .containsExactly(ModelVersionStatus.State.AVAILABLE, ModelVersionStatus.State.AVAILABLE);
    }

    @Test
    void metrics_afterAPrediction_countIt() throws Exception {
        predict("/versions/1");
        assertThat(gateway.get(gateway.managementPort, "/q/metrics").body())
                .containsPattern("selector_inference_requests_total\\{code=\"OK\",model=\"algorithm-selector\","
                        + "protocol=\"tensorflow\",transport=\"rest\",version=\"1\",?} [1-9]")
                .contains("selector_model_state{model=\"algorithm-selector\",state=\"AVAILABLE\",version=\"2\"");
    }

    @Test
    void unknownModel_overRestAndGrpc_isNotFound() throws Exception {
        HttpResponse<String> response = gateway.post("/v1/models/nobody:predict", ExampleRequest.PREDICT.text());
        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(response.body()).contains("Servable not found for request: Latest(nobody)");
        StatusRuntimeException refused = Assertions.catchThrowableOfType(
                StatusRuntimeException.class,
                () -> PredictionServiceGrpc.newBlockingStub(channel)
                        .predict(request(ModelSpec.newBuilder().setName("nobody"))));
        assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND);
    }

    private HttpResponse<String> predict(String choice) throws Exception {
        return gateway.post("/v1/models/algorithm-selector" + choice + ":predict", ExampleRequest.PREDICT.text());
    }

    private static JsonPath json(HttpResponse<String> response) {
        return JsonPath.from(response.body())
                .using(JsonPathConfig.jsonPathConfig().numberReturnType(NumberReturnType.DOUBLE));
    }

    private static PredictRequest request(ModelSpec.Builder spec) {
        TensorProto.Builder window = TensorProto.newBuilder()
                .setDtype(DataType.DT_FLOAT)
                .setTensorShape(TensorShapeProto.newBuilder()
                        .addDim(TensorShapeProto.Dim.newBuilder().setSize(1))
                        .addDim(TensorShapeProto.Dim.newBuilder().setSize(WINDOW.length)));
        for (float reading : WINDOW) {
            window.addFloatVal(reading);
        }
        return PredictRequest.newBuilder()
                .setModelSpec(spec)
                .putInputs("window", window.build())
                .build();
    }

    private static List<Double> floats(TensorProto tensor) {
        return tensor.getFloatValList().stream().map(Float::doubleValue).toList();
    }

    private static void assertEqual(Prediction expected, String algorithm, List<Double> scores, List<Double> errors) {
        assertThat(algorithm).isEqualTo(expected.algorithm());
        assertClose(expected.scores(), scores);
        assertClose(expected.expectedErrors(), errors);
    }

    private static void assertClose(double[] expected, List<Double> actual) {
        assertThat(actual).hasSize(expected.length);
        for (int i = 0; i < expected.length; i++) {
            assertThat(actual.get(i)).isCloseTo(expected[i], TOLERANCE);
        }
    }
}
