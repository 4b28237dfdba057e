package io.algorithmselector.api.openinference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import inference.GRPCInferenceServiceGrpc;
import inference.ModelRepositoryParameter;
import inference.RepositoryIndexRequest;
import inference.RepositoryIndexResponse.ModelIndex;
import inference.RepositoryModelLoadRequest;
import inference.RepositoryModelUnloadRequest;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The repository's calls with administration switched on, and a model of which there is no version. */
@QuarkusTest
@TestProfile(RepositoryComponentTest.Profile.class)
class RepositoryGrpcComponentTest {
    @ConfigProperty(name = "quarkus.grpc.server.test-port")
    int port;

    private ManagedChannel channel;
    private GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub client;

    @BeforeEach
    void connect() throws InterruptedException {
        channel = ManagedChannelBuilder.forAddress("127.0.0.1", port)
                .usePlaintext()
                .build();
        client = GRPCInferenceServiceGrpc.newBlockingStub(channel);
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (index().isEmpty() && System.nanoTime() < until) {
            Thread.sleep(50);
        }
    }

    @AfterEach
    void disconnect() throws InterruptedException {
        channel.shutdownNow();
        assertThat(channel.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    }

    private List<ModelIndex> index() {
        return client.repositoryIndex(RepositoryIndexRequest.getDefaultInstance())
                .getModelsList();
    }

    private static RepositoryModelLoadRequest.Builder load(String model) {
        return RepositoryModelLoadRequest.newBuilder().setModelName(model);
    }

    private static RepositoryModelUnloadRequest.Builder unload(String model) {
        return RepositoryModelUnloadRequest.newBuilder().setModelName(model);
    }

    private static ModelRepositoryParameter text(String value) {
        return ModelRepositoryParameter.newBuilder().setStringParam(value).build();
    }

    @Test
    void load_ofAModelWithoutVersions_isTheReason() {
        assertThatThrownBy(() -> client.repositoryModelLoad(load("empty").build()))
                .hasMessageStartingWith("NOT_FOUND: failed to load empty: ");
        assertThat(index()).singleElement().satisfies(row -> {
            assertThat(row.getName()).isEqualTo("empty");
            assertThat(row.getVersion()).isEmpty();
            assertThat(row.getState()).isEqualTo("UNAVAILABLE");
            assertThat(row.getReason()).isNotEmpty();
        });
        assertThat(client.repositoryIndex(RepositoryIndexRequest.newBuilder()
                                .setReady(true)
                                .build())
                        .getModelsList())
                .isEmpty();
    }

    @Test
    void unload_isAnswered_andTheIndexSaysSo() {
        client.repositoryModelUnload(unload("empty")
                .putParameters(
                        "unload_dependents",
                        ModelRepositoryParameter.newBuilder().setBoolParam(true).build())
                .build());
        assertThat(index()).singleElement().extracting(ModelIndex::getReason).isEqualTo("unloaded");
    }

    @Test
    void change_thatIsNotPossible_saysWhy() {
        assertThatThrownBy(() -> client.repositoryModelLoad(load("none").build()))
                .hasMessage("NOT_FOUND: Request for unknown model: 'none' is not found");
        assertThatThrownBy(() -> client.repositoryModelUnload(unload("none").build()))
                .hasMessage("NOT_FOUND: Request for unknown model: 'none' is not found");
        assertThatThrownBy(() -> client.repositoryModelLoad(
                        load("empty").putParameters("config", text("{}")).build()))
                .hasMessageStartingWith("UNIMPLEMENTED: the load parameter 'config' is not supported");
        assertThatThrownBy(() -> client.repositoryModelLoad(load("empty")
                        .putParameters("file:1/saved_model.pb", text(""))
                        .build()))
                .hasMessageStartingWith("UNIMPLEMENTED: the load parameter 'file:1/saved_model.pb'");
        assertThatThrownBy(() -> client.repositoryModelUnload(
                        unload("empty").putParameters("fast", text("yes")).build()))
                .hasMessageStartingWith("INVALID_ARGUMENT: unexpected parameter 'fast' of the unload request");
        assertThatThrownBy(() -> client.repositoryModelLoad(
                        load("empty").setRepositoryName("r").build()))
                .hasMessage("UNIMPLEMENTED: 'repository_name' specification is not supported");
    }
}
