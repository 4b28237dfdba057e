package io.algorithmselector.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What leaves a pod: hosts that are listed arrive at a server that stands in for the store, by the name in the handshake and with TLS
 * from end to end; all others are reset. The ServiceEntries are the shipped ones; the shipped Sidecar gets an address to listen at, in
 * place of iptables. Needs root.
 */
@Mesh
class EgressMeshIT {
    private static final List<String> LISTED = List.of(
            "s3.eu-west-1.amazonaws.com", "featurestore.s3.eu-west-1.amazonaws.com", "sts.eu-west-1.amazonaws.com");
    private static final String ANOTHER_BUCKET = "another.s3.eu-west-1.amazonaws.com";
    private static final String ELSEWHERE = "elsewhere.example.com";
    private static final String STORE = "127.0.0.8";
    private static final String LISTEN = """
            [{"op": "replace", "path": "/metadata/name", "value": "egress"},
             {"op": "add", "path": "/spec/workloadSelector", "value": {"labels": {"egress": "test"}}},
             {"op": "add", "path": "/spec/egress/0/port", "value": {"number": 443, "name": "tls", "protocol": "TLS"}},
             {"op": "add", "path": "/spec/egress/0/bind", "value": "0.0.0.0"},
             {"op": "add", "path": "/spec/egress/0/captureMode", "value": "NONE"}]""";

    private final MeshStack mesh;
    private final Path files = MeshStack.RUN.resolve("egress");
    private final Vertx vertx = Vertx.vertx();
    private @Nullable PortForward store;
    private final Queue<String> arrived = new ConcurrentLinkedQueue<>();

    EgressMeshIT(MeshStack mesh) {
        this.mesh = mesh;
    }

    @BeforeAll
    void start() throws Exception {
        Files.createDirectories(files);
        Certificates certificates = new Certificates(mesh, files);
        certificates.authority("ca");
        certificates.signed("store", "ca", LISTED.get(0), LISTED.get(1), LISTED.get(2), ANOTHER_BUCKET, ELSEWHERE);
        vertx.createHttpServer(new HttpServerOptions()
                        .setHost(STORE)
                        .setPort(9443)
                        .setSsl(true)
                        .setSni(true)
                        .setKeyCertOptions(new PemKeyCertOptions()
                                .setCertPath(files.resolve("store.crt").toString())
                                .setKeyPath(files.resolve("store.key").toString())))
                .requestHandler(request -> {
                    arrived.add(request.connection().indicatedServerName());
                    request.response().end("the store");
                })
                .listen()
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        mesh.applyText(mesh.kubectl(
                "patch",
                "--local",
                "--type=json",
                "-p",
                LISTEN,
                "-o",
                "yaml",
                "-f",
                "istio/algorithm-selector_sidecar.yaml"));
        mesh.script("egress");
        store = new PortForward(STORE, 443, 9443);
    }

    @AfterAll
    void stop() throws Exception {
        if (store != null) {
            store.close();
        }
        mesh.script("stop", "egress");
        vertx.close().toCompletionStage().toCompletableFuture().join();
        mesh.kubectl("delete", "sidecar", "egress", "-n", "algorithm-selector");
        mesh.kubectl("delete", "serviceentry", "--all", "-n", "algorithm-selector");
        mesh.kubectl("apply", "-f", "istio/algorithm-selector_egress.yaml");
    }

    @BeforeEach
    void nothingListed() throws Exception {
        arrived.clear();
        mesh.kubectl("delete", "serviceentry", "--all", "-n", "algorithm-selector");
        MeshStack.await("nothing is listed", () -> {
            String clusters = Envoy.get("http://127.0.0.1:15001/clusters");
            return LISTED.stream().noneMatch(clusters::contains);
        });
    }

    @Test
    void listedHosts_arrive_andNoOther() throws Exception {
        for (String host : LISTED) {
            assertThat(ask(host)).as(host + ", of which nobody says anything").startsWith("000");
        }
        mesh.kubectl("apply", "-f", "istio/algorithm-selector_egress.yaml");
        for (String host : LISTED) {
            MeshStack.await(host + " arrives", () -> ask(host).equals("200 the store"));
        }
        for (String host : List.of(ANOTHER_BUCKET, ELSEWHERE)) {
            assertThat(ask(host)).as(host).startsWith("000");
        }
        assertThat(arrived).contains(LISTED.toArray(String[]::new)).doesNotContain(ANOTHER_BUCKET, ELSEWHERE);

        // as soon as it is listed, the one that was refused arrives: it was the list that refused it
        mesh.kubectl(
                "patch",
                "serviceentry",
                "featurestore-s3",
                "-n",
                "algorithm-selector",
                "--type=json",
                "-p",
                "[{\"op\": \"add\", \"path\": \"/spec/hosts/-\", \"value\": \"" + ELSEWHERE + "\"}]");
        MeshStack.await("it arrives", () -> ask(ELSEWHERE).equals("200 the store"));
    }

    @Test
    void wildcard_addsTheRegionsBuckets_andNothingElse() throws Exception {
        mesh.kubectl("apply", "-f", "istio/algorithm-selector_egress.yaml");
        MeshStack.await("the exact hosts arrive", () -> ask(LISTED.getFirst()).equals("200 the store"));
        assertThat(ask(ANOTHER_BUCKET)).startsWith("000");

        mesh.kubectl("apply", "-f", "istio/algorithm-selector_egress_wildcard.yaml");
        MeshStack.await("another bucket arrives", () -> ask(ANOTHER_BUCKET).equals("200 the store"));
        for (String host : LISTED) {
            assertThat(ask(host)).as(host).isEqualTo("200 the store");
        }
        assertThat(ask(ELSEWHERE)).startsWith("000");
    }

    private String ask(String host) throws IOException, InterruptedException {
        return new Curl(
                        mesh,
                        List.of(
                                "--cacert",
                                files.resolve("ca.crt").toString(),
                                "--connect-to",
                                host + ":443:127.0.0.9:443"))
                .ask("GET", "https://" + host + "/");
    }
}
