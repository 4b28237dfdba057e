package io.algorithmselector.mesh;

import static io.algorithmselector.mesh.IstioFiles.CANARY;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The shipped files before an API server, {@code istioctl} and our own check; {@code istioctl analyze} with an operator's mistakes.
 * What the API server says of mistakes is in {@link ManifestMistakeMeshIT}, what our check says in {@link ManifestCheckTest}.
 */
@Mesh
class ManifestMeshIT {
    private static final Path ISTIO = Path.of("istio");

    /** Each holds by itself in place of another of the same name. */
    private static final List<String> ALTERNATIVES = List.of("algorithm-selector_gateway_tls.yaml");

    private static final String PATCH = "algorithm-selector_gateway_service_patch.yaml";
    private static final String IDENTITIES = "src/mesh/conf/identities.yaml";
    private static final String RULE = "istio/algorithm-selector_destinationrule.yaml";
    private static final String GATEWAY = "istio/algorithm-selector_gateway.yaml";
    private static final String SERVICE = "algorithm-selector.algorithm-selector.svc.cluster.local";

    private final MeshStack mesh;

    ManifestMeshIT(MeshStack mesh) {
        this.mesh = mesh;
    }

    @BeforeAll
    void withPods() throws Exception {
        mesh.kubectl("apply", "-f", "src/mesh/conf/pods.yaml");
    }

    @AfterAll
    void withoutPods() throws Exception {
        mesh.kubectl("delete", "pod", "--all", "-n", "algorithm-selector", "--now");
        mesh.kubectl("delete", "pod", "--all", "-n", "istio-system", "--now");
    }

    @ParameterizedTest
    @ValueSource(strings = {"local", "production"})
    void overlay_passesTheApiServer(String overlay) throws Exception {
        assertThat(dryRun("-k", "k8s/overlays/" + overlay).lines())
                .hasSizeGreaterThan(7)
                .allMatch(line -> line.endsWith("(server dry run)"));
    }

    @Test
    void cpuAutoscaling_passesTheApiServer() throws Exception {
        // kustomize takes no absolute path for a base
        Path folder = Files.createDirectories(Path.of("target", "cpu-autoscaling"));
        Files.writeString(folder.resolve("kustomization.yaml"), """
                apiVersion: kustomize.config.k8s.io/v1beta1
                kind: Kustomization
                resources: [../../k8s/overlays/production]
                components: [../../k8s/components/cpu-autoscaling]
                """);
        assertThat(mesh.kubectl("kustomize", folder.toString()))
                .contains("averageUtilization: 70")
                .doesNotContain("selector_inference_in_flight");
        assertThat(dryRun("-k", folder.toString()).lines()).allMatch(line -> line.endsWith("(server dry run)"));
    }

    static List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(ISTIO)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".yaml") && !name.endsWith("_patch.yaml"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void file_passesTheApiServerAndIstioctl(String file) throws Exception {
        String path = ISTIO.resolve(file).toString();
        assertThat(dryRun("-f", path)).contains("(server dry run)");
        assertThat(mesh.run("istioctl", "validate", "-f", path))
                .contains("is valid")
                .doesNotContain("warning");
        assertThat(Manifest.read(file, Files.readString(ISTIO.resolve(file))))
                .as("one resource a file")
                .hasSize(1);
    }

    static List<String> routes() throws IOException {
        List<String> routes = new ArrayList<>();
        for (String file : files()) {
            if (Files.readString(ISTIO.resolve(file)).contains("kind: VirtualService")) {
                routes.add(file);
            }
        }
        return routes;
    }

    /** All that holds beside a routing state. */
    private static List<String> beside() throws IOException {
        List<String> others = new ArrayList<>(files());
        others.removeAll(routes());
        others.removeAll(ALTERNATIVES);
        return others;
    }

    @ParameterizedTest
    @MethodSource("routes")
    void state_withAllThatBelongsToIt_passesAnalysisAndOurCheck(String route) throws Exception {
        List<String> files = new ArrayList<>(beside());
        files.add(route);
        Command analysis = analyse(files.stream().map(file -> "istio/" + file).toList());
        assertThat(analysis.output()).doesNotContain("Error [", "Warning [");
        assertThat(analysis.exitCode()).isZero();
        files.addAll(ALTERNATIVES);
        files.add(PATCH);
        for (String overlay : List.of("local", "production")) {
            assertThat(ManifestCheck.problems(manifests(overlay, files))).isEmpty();
        }
    }

    private List<Manifest> manifests(String overlay, List<String> files) throws Exception {
        String folder = "k8s/overlays/" + overlay;
        List<Manifest> manifests = new ArrayList<>(Manifest.read(folder, mesh.kubectl("kustomize", folder)));
        manifests.addAll(Manifest.read(IDENTITIES, Files.readString(Path.of(IDENTITIES))));
        for (String file : files) {
            manifests.addAll(Manifest.read("istio/" + file, Files.readString(ISTIO.resolve(file))));
        }
        return manifests;
    }

    /** As the operator does, against the API server and what it has; the files hold in place of what it has of the same name. */
    private Command analyse(List<String> paths) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of("istioctl", "analyze", "-A", "--failure-threshold", "Warning"));
        words.addAll(paths);
        return mesh.tried("", words.toArray(String[]::new));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            number: 8501  | number: 8051  | Referenced host:port not found: "%s:8051"
            subset: v2    | subset: v3    | Referenced host+subset in destinationrule not found: "%s+v3"
            [algorithm-selector-gateway] | [another] | Referenced gateway not found: "another"
            """)
    void mistakeInARoute_isNamedByAnalysis(String right, String wrong, String problem) throws Exception {
        Path planted = Planted.file(CANARY, right, wrong);
        Command analysis = analyse(List.of(RULE, GATEWAY, planted.toString()));
        assertThat(analysis.exitCode()).isNotZero();
        assertThat(analysis.output()).contains(CANARY).contains(problem.formatted(SERVICE));
    }

    @Test
    void routeBeforeItsSubsets_isNamedByAnalysis() throws Exception {
        String canary = "istio/algo-selector_v2_canary.yaml";
        assertThat(analyse(List.of(RULE, GATEWAY, canary)).exitCode()).isZero();
        mesh.delete("destinationrule", "algorithm-selector");
        try {
            Command without = analyse(List.of(GATEWAY, canary));
            assertThat(without.exitCode()).isNotZero();
            assertThat(without.output())
                    .contains(canary)
                    .contains("Referenced host+subset in destinationrule not found");
        } finally {
            mesh.kubectl("apply", "-f", RULE);
        }
    }

    @Test
    void serviceOfTheIngressGateway_takesThePatch() throws Exception {
        String service = "istio-ingressgateway";
        assertThat(mesh.kubectl("get", "service", service, "-n", "istio-system", "-o", "yaml"))
                .contains("port: 443");
        mesh.kubectl("patch", "service", service, "-n", "istio-system", "--patch-file", "istio/" + PATCH);
        assertThat(mesh.kubectl("get", "service", service, "-n", "istio-system", "-o", "yaml"))
                .contains("port: 443", "port: 31400", "port: 31443", "port: 31444");
    }

    @Test
    void imagesTag_isTheProjectsVersion() throws Exception {
        String version = Files.readString(Path.of("pom.xml")).replaceAll("(?s).*?\n  <version>(.*?)</version>.*", "$1");
        assertThat(mesh.kubectl("kustomize", "k8s/overlays/production"))
                .contains("image: algorithm-selector:" + version);
    }

    private String dryRun(String flag, String path) throws IOException, InterruptedException {
        return mesh.kubectl("apply", "--dry-run=server", "--validate=strict", flag, path);
    }
}
