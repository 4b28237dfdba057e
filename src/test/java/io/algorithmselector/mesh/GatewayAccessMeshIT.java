package io.algorithmselector.mesh;

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
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Callers from outside: tokens at the gateway, and its ports under TLS and mutual TLS. */
@Mesh(mutualTls = true)
class GatewayAccessMeshIT {
    private static final String SYSTEM = "istio-system";
    private static final String PLAIN = "http://127.0.0.1:31400";
    private static final String SIMPLE = "https://127.0.0.1:31443";
    private static final String MUTUAL = "https://127.0.0.1:31444";
    private static final String GATEWAY_POLICY = "algorithm-selector_authorizationpolicy_gateway.yaml";

    private final MeshStack mesh;
    private final Path files = MeshStack.RUN.resolve("tls");

    GatewayAccessMeshIT(MeshStack mesh) {
        this.mesh = mesh;
    }

    @BeforeAll
    void open() throws Exception {
        mesh.kubectl("delete", "peerauthentication,authorizationpolicy", "--all", "-n", "algorithm-selector");
        mesh.apply(
                "algorithm-selector_destinationrule.yaml",
                "algorithm-selector_gateway.yaml",
                "algorithm-selector_v1.yaml",
                "algorithm-selector_peerauthentication.yaml");
        Files.createDirectories(files);
        certificates();
    }

    /** The plain port, open to all. */
    @BeforeEach
    @AfterAll
    void asBefore() throws Exception {
        mesh.kubectl("delete", "requestauthentication,authorizationpolicy", "--all", "-n", SYSTEM);
        mesh.apply("algorithm-selector_gateway.yaml");
        MeshStack.await("nobody needs a token", () -> rest(PLAIN, List.of(), "").startsWith("200"));
        MeshStack.await(
                "no TLS is served", () -> rest(SIMPLE, List.of("-k"), "").startsWith("000"));
    }

    /** One authority for the server and the callers, and one that nobody trusts. */
    private void certificates() throws Exception {
        authority("ca");
        authority("other-ca");
        certificate("server", "ca", "selector.example.com");
        certificate("client", "ca", "team-a");
        certificate("intruder", "other-ca", "team-a");
    }

    private void authority(String name) throws Exception {
        openssl(
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:prime256v1",
                "-nodes",
                "-days",
                "1",
                "-subj",
                "/CN=" + name,
                "-keyout",
                file(name + ".key"),
                "-out",
                file(name + ".crt"));
    }

    private void certificate(String name, String authority, String subject) throws Exception {
        openssl(
                "req",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:prime256v1",
                "-nodes",
                "-subj",
                "/CN=" + subject,
                "-addext",
                "subjectAltName=DNS:" + subject + ",IP:127.0.0.1",
                "-keyout",
                file(name + ".key"),
                "-out",
                file(name + ".csr"));
        openssl(
                "x509",
                "-req",
                "-in",
                file(name + ".csr"),
                "-CA",
                file(authority + ".crt"),
                "-CAkey",
                file(authority + ".key"),
                "-CAcreateserial",
                "-days",
                "1",
                "-copy_extensions",
                "copy",
                "-out",
                file(name + ".crt"));
    }

    private void openssl(String... words) throws Exception {
        mesh.run(Stream.concat(Stream.of("openssl"), Stream.of(words)).toArray(String[]::new));
    }

    private String file(String name) {
        return files.resolve(name).toString();
    }

    @Test
    void tokens_openTheGateway() throws Exception {
        assertThat(rest(PLAIN, List.of(), "")).startsWith("200");
        assertThat(rest(PLAIN, List.of(), "bad"))
                .as("no RequestAuthentication yet")
                .startsWith("200");

        requireTokens();
        String token = token("algorithm-selector");
        MeshStack.await("a token is needed", () -> rest(PLAIN, List.of(), "").startsWith("403 RBAC"));
        MeshStack.await("tokens are known", () -> rest(PLAIN, List.of(), token).startsWith("200"));
        assertThat(rest(PLAIN, List.of(), token("another"))).startsWith("403");
        assertThat(rest(PLAIN, List.of(), token.substring(0, token.length() - 8) + "AAAAAAAA"))
                .startsWith("401");
        assertThat(ask("GET", PLAIN + "/v2/health/live", List.of(), "")).startsWith("200");
        assertThat(ask("POST", PLAIN + "/v2/repository/index", List.of(), token))
                .startsWith("403 RBAC");
        try (GrpcCaller caller = GrpcCaller.plain("127.0.0.1", 31400)) {
            assertGrpcNeedsToken(caller, token);
            assertThat(AnyMethod.call(caller.channel(), "grpc.health.v1.Health/Check"))
                    .isEqualTo("OK");
        }
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

            requireTokens();
            String token = token("algorithm-selector");
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
        applied(mesh.kubectl(words.toArray(String[]::new)));
    }

    private void applied(String yaml) throws Exception {
        List<String> words = List.of("kubectl", "apply", "-f", "-");
        mesh.tried(yaml, words.toArray(String[]::new)).orFail(words);
    }

    private void requireTokens() throws Exception {
        String patch = mesh.script("jwks");
        String patched = mesh.kubectl(
                "patch",
                "--local",
                "--type=json",
                "--patch",
                patch,
                "-o",
                "yaml",
                "-f",
                "istio/algorithm-selector_requestauthentication.yaml");
        applied(patched);
        mesh.kubectl("apply", "-f", "istio/" + GATEWAY_POLICY);
    }

    private String token(String audience) throws Exception {
        return mesh.kubectl("create", "token", "prometheus", "-n", "monitoring", "--audience", audience)
                .strip();
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
