package io.algorithmselector.api.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Int64Value;
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
import org.tensorflow.example.Example;
import org.tensorflow.example.Feature;
import org.tensorflow.example.FloatList;
import tensorflow.serving.Classification.ClassificationRequest;
import tensorflow.serving.Classification.ClassificationResponse;
import tensorflow.serving.Inference.InferenceTask;
import tensorflow.serving.Inference.MultiInferenceRequest;
import tensorflow.serving.Inference.MultiInferenceResponse;
import tensorflow.serving.InputOuterClass.ExampleList;
import tensorflow.serving.InputOuterClass.ExampleListWithContext;
import tensorflow.serving.InputOuterClass.Input;
import tensorflow.serving.Model.ModelSpec;
import tensorflow.serving.PredictionServiceGrpc;
import tensorflow.serving.RegressionOuterClass.RegressionRequest;
import tensorflow.serving.RegressionOuterClass.RegressionResponse;

/** Classification and regression, alone and together, over the network on both transports. */
@QuarkusTest
@TestProfile(FakeModelsProfile.class)
class ExamplesComponentTest {
    private static final String TWO = "\"examples\": [{\"x\": 0.25}, {\"x\": 1}]}";
    private static final Input INPUT = Input.newBuilder()
            .setExampleList(ExampleList.newBuilder().addExamples(example(0.25f)).addExamples(example(1)))
            .build();

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

    private HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + restPort + "/v1/models/" + path);
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(uri)
                            .POST(HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }

    private static Example example(float x) {
        Example.Builder example = Example.newBuilder();
        example.getFeaturesBuilder()
                .putFeature(
                        "x",
                        Feature.newBuilder()
                                .setFloatList(FloatList.newBuilder().addValue(x))
                                .build());
        return example.build();
    }

    private static ModelSpec.Builder spec(String signature) {
        return ModelSpec.newBuilder().setName("examples").setSignatureName(signature);
    }

    private static InferenceTask task(String signature, String method) {
        return InferenceTask.newBuilder()
                .setModelSpec(spec(signature))
                .setMethodName("tensorflow/serving/" + method)
                .build();
    }

    private static MultiInferenceRequest.Builder multi(InferenceTask... tasks) {
        return MultiInferenceRequest.newBuilder().setInput(INPUT).addAllTasks(java.util.List.of(tasks));
    }

    @Test
    void rest_classify_answersLabelsAndScoresOfEachExample() throws Exception {
        HttpResponse<String> answer = post("examples:classify", "{\"signature_name\": \"classify\", " + TWO);
        assertThat(answer.body())
                .isEqualTo("{\"results\":[[[\"low\",0.75],[\"high\",0.25]],[[\"low\",0.0],[\"high\",1.0]]]}");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type")).contains("application/json");
        assertThat(answer.headers().firstValue("x-model-version")).contains("5");
    }

    @Test
    void rest_regress_answersANumberForEachExample() throws Exception {
        HttpResponse<String> answer =
                post("examples/labels/stable%3Aregress", "{\"signature_name\": \"regress\", " + TWO);
        assertThat(answer.body()).isEqualTo("{\"results\":[2.125,2.5]}");
        assertThat(post(
                                "examples/versions/5:regress",
                                "{\"context\":{\"x\":4},\"examples\":[{}],\"signature_name\":\"regress\"}")
                        .body())
                .isEqualTo("{\"results\":[4.0]}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "examples:classify | regress | 400 | Expected classification signature method_name to be tensorflow/serving/classify. Was: tensorflow/serving/regress",
                "examples:regress | classify | 400 | Expected regression signature method_name to be tensorflow/serving/regress. Was: tensorflow/serving/classify",
                "examples:classify | none | 400 | No signature was found with the name: none",
                "half_plus:classify | serving_default | 400 | Expected classification signature method_name to be tensorflow/serving/classify. Was: tensorflow/serving/predict",
                "examples:regress | misnamed | 400 | No regression outputs found in SignatureDef: misnamed",
                "examples:regress | misshapen | 400 | Expected output Tensor shape to be either [batch_size] or [batch_size, 1] but got []",
                "none:classify | classify | 404 | Servable not found for request: Latest(none)",
                "loading:regress | regress | 503 | no version of model loading is available"
            })
    void rest_wrong_isAnsweredAsTensorFlowServingDoes(String path, String signature, int status, String error)
            throws Exception {
        HttpResponse<String> answer = post(path, "{\"signature_name\": \"" + signature + "\", " + TWO);
        assertThat(answer.body()).isEqualTo("{\"error\": \"" + error + "\"}");
        assertThat(answer.statusCode()).isEqualTo(status);
    }

    @Test
    void rest_noExamples_isRefused() throws Exception {
        HttpResponse<String> answer =
                post("examples:classify", "{\"signature_name\": \"classify\", \"instances\": [1]}");
        assertThat(answer.body()).contains("key 'examples' is expected and was not found");
        assertThat(answer.statusCode()).isEqualTo(400);
    }

    @Test
    void grpc_classify_answersClassesAndTheSpec() {
        ClassificationResponse response = predictions.classify(ClassificationRequest.newBuilder()
                .setModelSpec(spec("classify"))
                .setInput(INPUT)
                .build());
        assertThat(response.getResult().getClassificationsCount()).isEqualTo(2);
        assertThat(response.getResult().getClassifications(0).getClasses(1).getLabel())
                .isEqualTo("high");
        assertThat(response.getResult().getClassifications(0).getClasses(1).getScore())
                .isEqualTo(0.25f);
        assertThat(response.getModelSpec())
                .isEqualTo(spec("classify").setVersion(Int64Value.of(5)).build());
    }

    @Test
    void grpc_regress_answersValuesAndTheSpec() {
        RegressionResponse response = predictions.regress(RegressionRequest.newBuilder()
                .setModelSpec(spec("regress").setVersionLabel("stable"))
                .setInput(Input.newBuilder()
                        .setExampleListWithContext(ExampleListWithContext.newBuilder()
                                .setContext(example(4))
                                .addExamples(Example.getDefaultInstance())
                                .addExamples(example(1))))
                .build());
        assertThat(response.getResult().getRegressionsList())
                .extracting(regression -> regression.getValue())
                .containsExactly(4f, 2.5f);
        assertThat(response.getModelSpec())
                .isEqualTo(spec("regress").setVersion(Int64Value.of(5)).build());
    }

    @Test
    void grpc_wrong_isAnsweredAsTensorFlowServingDoes() {
        ClassificationRequest classify = ClassificationRequest.newBuilder()
                .setModelSpec(spec("classify"))
                .build();
        assertThatThrownBy(() -> predictions.classify(classify)).hasMessage("INVALID_ARGUMENT: Input is empty.");
        assertThatThrownBy(() -> predictions.classify(ClassificationRequest.getDefaultInstance()))
                .hasMessage("INVALID_ARGUMENT: Missing ModelSpec");
        assertThatThrownBy(() -> predictions.regress(RegressionRequest.newBuilder()
                        .setModelSpec(ModelSpec.getDefaultInstance())
                        .build()))
                .hasMessage("INVALID_ARGUMENT: ModelSpec has no name specified.");
        assertThatThrownBy(() -> predictions.regress(RegressionRequest.newBuilder()
                        .setModelSpec(spec("misnamed"))
                        .setInput(INPUT)
                        .build()))
                .hasMessage("FAILED_PRECONDITION: No regression outputs found in SignatureDef: misnamed");
        assertThatThrownBy(() -> predictions.regress(RegressionRequest.newBuilder()
                        .setModelSpec(spec(""))
                        .setInput(INPUT)
                        .build()))
                .hasMessage("INVALID_ARGUMENT: No signature was found with the name: serving_default");
    }

    @Test
    void grpc_multiInference_answersEachTaskByOneVersion() {
        MultiInferenceResponse response = predictions.multiInference(
                multi(task("regress", "regress"), task("classify", "classify")).build());
        assertThat(response.getResultsCount()).isEqualTo(2);
        assertThat(response.getResults(0)
                        .getRegressionResult()
                        .getRegressions(1)
                        .getValue())
                .isEqualTo(2.5f);
        assertThat(response.getResults(1).getClassificationResult().getClassificationsCount())
                .isEqualTo(2);
        assertThat(response.getResults(1).getModelSpec())
                .isEqualTo(spec("classify").setVersion(Int64Value.of(5)).build());
    }

    @Test
    void grpc_multiInference_wrong_isAnsweredAsTensorFlowServingDoes() {
        refused(multi(), "INVALID_ARGUMENT: ModelSpec has no name specified.");
        refused(
                multi(task("regress", "regress"), task("regress", "regress")),
                "INVALID_ARGUMENT: Duplicate evaluation of signature: regress");
        refused(
                multi(task("regress", "regress"), InferenceTask.getDefaultInstance()),
                "INVALID_ARGUMENT: Found ModelSpec with an empty model name.");
        refused(
                multi(
                        task("regress", "regress"),
                        InferenceTask.newBuilder()
                                .setModelSpec(ModelSpec.newBuilder().setName("half_plus"))
                                .build()),
                "INVALID_ARGUMENT: All ModelSpecs in a MultiInferenceRequest must access the same model name.");
        refused(
                multi(task("regress", "predict")),
                "UNIMPLEMENTED: Unsupported signature method_name: tensorflow/serving/predict");
        refused(
                multi(task("regress", "regress"), task("none", "regress")),
                "INVALID_ARGUMENT: Requested signature not found in model graph: none");
        refused(
                multi(task("regress", "classify")),
                "INVALID_ARGUMENT: Expected classification signature method_name to be tensorflow/serving/classify."
                        + " Was: tensorflow/serving/regress");
        refused(
                multi(task("regress", "regress"), task("elsewhere", "regress")),
                "INVALID_ARGUMENT: Input tensor must be the same for all Signatures.");
        refused(multi(task("regress", "regress")).clearInput(), "INVALID_ARGUMENT: Input is empty.");
    }

    private void refused(MultiInferenceRequest.Builder request, String message) {
        assertThatThrownBy(() -> predictions.multiInference(request.build())).hasMessage(message);
    }
}
