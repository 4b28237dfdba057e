package io.algorithmselector.mesh;

import static io.algorithmselector.mesh.IstioFiles.V1;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.grpc.TlsChannelCredentials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The gateway's ports under TLS and mutual TLS, with no way round the tokens. */
@Mesh(mutualTls = true)
class TlsMeshIT {
    private static final String SYSTEM = "istio-system";
    private static final String PLAIN = "http://127.0.0.1:31400";
    private static final String SIMPLE = "https://127.0.0.1:31443";
    private static final String MUTUAL = "https://127.0.0.1:31444";

    private final MeshStack mesh;
    private final Tokens tokens;
    private final Path files = MeshStack.RUN.resolve("tls");

    TlsMeshIT(MeshStack mesh) {
        this.mesh = mesh;
        tokens = new Tokens(mesh);
    }

    @BeforeAll
    void open() throws Exception {
        new PodPolicies(mesh).remove();
        mesh.apply(V1);
        Files.createDirectories(files);
        certificates();
    }

    /** The plain port, open to all. */
    @BeforeEach
    @AfterAll
    void asBefore() throws Exception {
        tokens.remove();
        mesh.apply("algorithm-selector_gateway.yaml");
        MeshStack.await("nobody needs a token", () -> rest(PLAIN, List.of(), "").startsWith("200"));
        MeshStack.await(
                "no TLS is served", () -> rest(SIMPLE, List.of("-k"), "").startsWith("000"));
    }

    /** One authority for the server and the callers, and one that nobody trusts. */
    private void certificates() throws Exception {
        Certificates certificates = new Certificates(mesh, files);
        certificates.authority("ca");
        certificates.authority("other-ca");
        certificates.signed("server", "ca", "selector.example.com");
        certificates.signed("client", "ca", "team-a");
        certificates.signed("intruder", "other-ca", "team-a");
    }

    private String file(String name) {
        return files.resolve(name).toString();
    }

    @Test
    void tls_servesBothProtocols_andLeavesNoWayRoundTheTokens() throws Exception {
        List<String> trust = List.of("--cacert", file("ca.crt"));
        List<String> member = arguments(trust, "client");
        assertThat(rest(SIMPLE, trust, "")).as("no TLS gateway yet").startsWith("000");

        serveTls();
        MeshStack.await("TLS is served", () -> rest(SIMPLE, trust, "").startsWith("200"));
        MeshStack.await("mutual TLS is served", () -> rest(MUTUAL, member, "").startsWith("200"));
        assertThat(rest(MUTUAL, trust, "")).as("no certificate").startsWith("000");
        assertThat(rest(MUTUAL, arguments(trust, "intruder"), ""))
                .as("a stranger's certificate")
                .startsWith("000");
        assertThat(rest("http://127.0.0.1:31443", List.of(), ""))
                .as("plain text")
                .doesNotStartWith("200");
        assertThat(rest(PLAIN, List.of(), "")).as("the plain port is closed").startsWith("000");
        GrpcCaller open = new GrpcCaller(channel(31443, ""));
        try (open;
                GrpcCaller mutual = new GrpcCaller(channel(31444, "client"));
                GrpcCaller nobody = new GrpcCaller(channel(31444, ""));
                GrpcCaller intruder = new GrpcCaller(channel(31444, "intruder"))) {
            Load.of(100, open).assertAllOf(1);
            Load.of(100, mutual).assertAllOf(1);
            assertThat(nobody.call().outcome()).startsWith("UNAVAILABLE");
            assertThat(intruder.call().outcome()).startsWith("UNAVAILABLE");

            tokens.require();
            String token = tokens.of(Tokens.AUDIENCE);
            MeshStack.await(
                    "tokens are known",
                    () -> rest(SIMPLE, trust, "").startsWith("403 RBAC")
                            && rest(SIMPLE, trust, token).startsWith("200"));
            long began = System.nanoTime();
            assertTokensOnTlsPorts(trust, member, token);
            MeshStack.await(
                    "connections that were open need tokens too",
                    () -> open.call().failed());
            Report.line(
                    "a policy reached an open connection after", (System.nanoTime() - began) / 1_000_000_000 + " s");
        }
    }

    private void assertTokensOnTlsPorts(List<String> trust, List<String> member, String token) throws Exception {
        assertThat(rest(MUTUAL, member, "")).startsWith("403 RBAC");
        assertThat(rest(MUTUAL, member, token)).startsWith("200");
        assertThat(ask("POST", MUTUAL + "/v2/repository/index", member, token)).startsWith("403 RBAC");
        assertThat(ask("POST", SIMPLE + "/v2/repository/index", trust, token)).startsWith("403 RBAC");
        try (GrpcCaller simple = new GrpcCaller(channel(31443, ""));
                GrpcCaller mutual = new GrpcCaller(channel(31444, "client"))) {
            assertGrpcNeedsToken(simple, token);
            assertGrpcNeedsToken(mutual, token);
        }
    }

    private static void assertGrpcNeedsToken(GrpcCaller caller, String token) {
        assertThat(caller.call().outcome()).startsWith("PERMISSION_DENIED RBAC");
        assertThat(caller.call(Map.of("authorization", "Bearer " + token)).isOf(1))
                .isTrue();
    }

    private void serveTls() throws Exception {
        secret("tls", "algorithm-selector-tls", "--cert=" + file("server.crt"), "--key=" + file("server.key"));
        secret(
                "generic",
                "algorithm-selector-mutual",
                "--from-file=tls.crt=" + file("server.crt"),
                "--from-file=tls.key=" + file("server.key"),
                "--from-file=ca.crt=" + file("ca.crt"));
        mesh.apply("algorithm-selector_gateway_tls.yaml");
    }

    /** Made, or made anew. */
    private void secret(String kind, String name, String... from) throws Exception {
        List<String> words = new ArrayList<>(
                List.of("create", "secret", kind, name, "-n", SYSTEM, "--dry-run=client", "-o", "yaml"));
        words.addAll(List.of(from));
        mesh.applyText(mesh.kubectl(words.toArray(String[]::new)));
    }

    private String rest(String address, List<String> arguments, String token) throws IOException, InterruptedException {
        return ask("POST", address + Curl.PREDICT, arguments, token);
    }

    private String ask(String method, String url, List<String> arguments, String token)
            throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(arguments);
        if (!token.isEmpty()) {
            all.addAll(List.of("-H", "authorization: Bearer " + token));
        }
        return new Curl(mesh, all).ask(method, url);
    }

    private List<String> arguments(List<String> trust, String certificate) {
        List<String> all = new ArrayList<>(trust);
        all.addAll(List.of("--cert", file(certificate + ".crt"), "--key", file(certificate + ".key")));
        return all;
    }

    private ManagedChannel channel(int port, String certificate) throws IOException {
        TlsChannelCredentials.Builder credentials = TlsChannelCredentials.newBuilder()
                .trustManager(files.resolve("ca.crt").toFile());
        if (!certificate.isEmpty()) {
            credentials.keyManager(
                    files.resolve(certificate + ".crt").toFile(),
                    files.resolve(certificate + ".key").toFile());
        }
        return Grpc.newChannelBuilderForAddress("127.0.0.1", port, credentials.build())
                .build();
    }
}
