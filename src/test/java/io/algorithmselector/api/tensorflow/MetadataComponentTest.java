package io.algorithmselector.api.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Int64Value;
import com.google.protobuf.InvalidProtocolBufferException;
import io.algorithmselector.testing.FakeModelsProfile;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tensorflow.serving.GetModelMetadata.GetModelMetadataRequest;
import tensorflow.serving.GetModelMetadata.GetModelMetadataResponse;
import tensorflow.serving.GetModelMetadata.SignatureDefMap;
import tensorflow.serving.Model.ModelSpec;
import tensorflow.serving.PredictionServiceGrpc;

/** What a model's signatures are, over the network on both transports. */
@QuarkusTest
@TestProfile(FakeModelsProfile.class)
class MetadataComponentTest {
    @ConfigProperty(name = "quarkus.http.test-port")
    int restPort;

    @ConfigProperty(name = "quarkus.grpc.server.test-port")
    int grpcPort;

    private ManagedChannel channel;
    private PredictionServiceGrpc.PredictionServiceBlockingStub predictions;

    @BeforeEach
    void connect() {
        channel = ManagedChannelBuilder.forAddress("127.0.0.1", grpcPort)
                .usePlaintext()
                .build();
        predictions = PredictionServiceGrpc.newBlockingStub(channel);
    }

    @AfterEach
    void disconnect() throws InterruptedException {
        channel.shutdownNow();
        assertThat(channel.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    }

    private HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + restPort + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    private static GetModelMetadataRequest request(ModelSpec.Builder spec, String... fields) {
        return GetModelMetadataRequest.newBuilder()
                .setModelSpec(spec)
                .addAllMetadataField(java.util.List.of(fields))
                .build();
    }

    @Test
    void rest_metadata_isTensorFlowServingsForm() throws Exception {
        HttpResponse<String> answer = get("/v1/models/half_plus/metadata");
        String vector = "{\"dtype\":\"DT_FLOAT\",\"tensor_shape\":{\"dim\":[{\"size\":\"-1\",\"name\":\"\"}],"
                + "\"unknown_rank\":false},\"name\":\"\"}";
        assertThat(answer.body())
                .isEqualTo("{\"model_spec\":{\"name\":\"half_plus\",\"signature_name\":\"\",\"version\":\"2\"},"
                        + "\"metadata\":{\"signature_def\":{\"signature_def\":{\"serving_default\":{\"inputs\":{\"x\":"
                        + vector + "},\"outputs\":{\"y\":" + vector
                        + "},\"method_name\":\"tensorflow/serving/predict\",\"defaults\":{}}}}}}");
        assertThat(answer.headers().firstValue("content-type")).contains("application/json");
        assertThat(answer.headers().firstValue("x-model-version")).contains("2");
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/models/half_plus/versions/1/metadata, 1",
        "/V1/Models/half_plus/Labels/stable/METADATA, 1",
        "/v1/models/half_plus/labels/canary/metadata, 2"
    })
    void rest_metadata_isOfTheVersionNamed(String path, String version) throws Exception {
        assertThat(get(path).body()).contains("\"version\":\"" + version + "\"");
    }

    @Test
    void rest_metadata_headersNameTheVersionToo() throws Exception {
        assertThat(get("/v1/models/half_plus/metadata", "x-model-version", "1").body())
                .contains("\"version\":\"1\"");
        HttpResponse<String> fallback = get("/v1/models/half_plus/metadata", "x-model-label", "nobody");
        assertThat(fallback.headers().firstValue("x-model-fallback")).contains("nobody");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/v1/models/none/metadata | 404 | Servable not found for request: Latest(none)",
                "/v1/models/half_plus/versions/9/metadata | 404 | Servable not found for request: Specific(half_plus, 9)",
                "/v1/models/half_plus/labels/x/metadata | 400 | Unrecognized servable version label: x",
                "/v1/models/loading/metadata | 503 | no version of model loading is available",
                "/v1/models/metadata/ | 400 | Malformed request: GET /v1/models/metadata/",
                "/v1/models/half_plus/metadata/x | 400 | Malformed request: GET /v1/models/half_plus/metadata/x"
            })
    void rest_wrong_isAnsweredAsTensorFlowServingDoes(String path, int status, String error) throws Exception {
        HttpResponse<String> answer = get(path);
        assertThat(answer.body()).isEqualTo("{\"error\": \"" + error + "\"}");
        assertThat(answer.statusCode()).isEqualTo(status);
    }

    @Test
    void grpc_metadata_isAnAnyOfAllSignatures() throws InvalidProtocolBufferException {
        GetModelMetadataResponse response = predictions.getModelMetadata(
                request(ModelSpec.newBuilder().setName("examples"), "signature_def", "signature_def"));
        assertThat(response.getModelSpec())
                .isEqualTo(ModelSpec.newBuilder()
                        .setName("examples")
                        .setVersion(Int64Value.of(5))
                        .build());
        assertThat(response.getMetadataMap()).containsOnlyKeys("signature_def");
        assertThat(response.getMetadataOrThrow("signature_def").getTypeUrl())
                .isEqualTo("type.googleapis.com/tensorflow.serving.SignatureDefMap");
        SignatureDefMap signatures =
                response.getMetadataOrThrow("signature_def").unpack(SignatureDefMap.class);
        assertThat(signatures.getSignatureDefMap()).containsKeys("classify", "regress");
        assertThat(signatures
                        .getSignatureDefOrThrow("classify")
                        .getInputsOrThrow("inputs")
                        .getName())
                .isEqualTo("tf_example:0");
    }

    @Test
    void grpc_wrong_isAnsweredInTensorFlowServingsWords() {
        ModelSpec.Builder spec = ModelSpec.newBuilder().setName("half_plus");
        refused(request(spec), "INVALID_ARGUMENT: GetModelMetadataRequest must specify at least one metadata_field");
        refused(request(spec, "signature_def", "assets"), "INVALID_ARGUMENT: Metadata field assets is not supported");
        refused(GetModelMetadataRequest.getDefaultInstance(), "INVALID_ARGUMENT: Missing ModelSpec");
        refused(request(ModelSpec.newBuilder(), "signature_def"), "INVALID_ARGUMENT: ModelSpec has no name specified.");
        refused(
                request(ModelSpec.newBuilder().setName("none"), "signature_def"),
                "NOT_FOUND: Servable not found for request: Latest(none)");
        refused(
                request(spec.setVersion(Int64Value.of(9)), "signature_def"),
                "NOT_FOUND: Servable not found for request: Specific(half_plus, 9)");
    }

    private void refused(GetModelMetadataRequest request, String message) {
        assertThatThrownBy(() -> predictions.getModelMetadata(request)).hasMessage(message);
    }
}
