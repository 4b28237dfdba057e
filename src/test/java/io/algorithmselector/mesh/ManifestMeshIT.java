package io.algorithmselector.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The shipped files before an API server, {@code istioctl} and our own check, as they are and with an operator's mistakes. */
@Mesh
class ManifestMeshIT {
    private static final Path ISTIO = Path.of("istio");

    /** Each holds by itself in place of another of the same name. */
    private static final List<String> ALTERNATIVES =
            List.of("algorithm-selector_gateway_tls.yaml", "algorithm-selector_egress_wildcard.yaml");

    private final MeshStack mesh;
    private String production = "";
    private Path productionFile = Path.of("");

    ManifestMeshIT(MeshStack mesh) {
        this.mesh = mesh;
    }

    @BeforeAll
    void render() throws Exception {
        production = mesh.kubectl("kustomize", "k8s/overlays/production");
        productionFile = Files.writeString(MeshStack.RUN.resolve("production.yaml"), production);
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
        assertThat(analysis.output()).contains("No validation issues found");
        assertThat(analysis.exitCode()).isZero();
        files.addAll(ALTERNATIVES);
        assertThat(ManifestCheck.problems(manifests(files))).isEmpty();
    }

    private List<Manifest> manifests(List<String> files) throws IOException {
        List<Manifest> manifests = new ArrayList<>(Manifest.read("k8s/overlays/production", production));
        for (String file : files) {
            manifests.addAll(Manifest.read("istio/" + file, Files.readString(ISTIO.resolve(file))));
        }
        return manifests;
    }

    private Command analyse(List<String> paths) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(
                List.of("istioctl", "analyze", "-A", "--use-kube=false", "--failure-threshold", "Warning"));
        words.add(productionFile.toString());
        words.addAll(paths);
        return mesh.tried("", words.toArray(String[]::new));
    }

    @Test
    void serviceOfTheIngressGateway_takesThePatch() throws Exception {
        String service = "istio-ingressgateway";
        assertThat(mesh.kubectl("get", "service", service, "-n", "istio-system", "-o", "yaml"))
                .contains("port: 443");
        mesh.kubectl(
                "patch",
                "service",
                service,
                "-n",
                "istio-system",
                "--patch-file",
                "istio/algorithm-selector_gateway_service_patch.yaml");
        assertThat(mesh.kubectl("get", "service", service, "-n", "istio-system", "-o", "yaml"))
                .contains("port: 443", "port: 31400", "port: 31443", "port: 31444");
    }

    @Test
    void probes_areServedByTheGateway() throws Exception {
        assertThat(mesh.podLog("v1"))
                .contains("startupProbe http://127.0.0.1:9000/q/health/started: succeeded")
                .contains("readinessProbe http://127.0.0.1:9000/q/health/ready: succeeded");
        assertThat(Envoy.get("http://127.0.0.1:9000/q/health/live")).contains("\"status\": \"UP\"");
    }

    @Test
    void imagesFiles_areNotWrittenTo_byTheGateway() throws Exception {
        Path image = MeshStack.RUN.resolve("image");
        try (Stream<Path> files = Files.walk(image)) {
            List<String> beside = files.filter(Files::isRegularFile)
                    .map(file -> image.relativize(file).toString())
                    .filter(file -> !Files.exists(original(file)))
                    .toList();
            assertThat(beside).as("files that the image does not hold").isEmpty();
        }
    }

    private static Path original(String file) {
        return Path.of("target").resolve(Path.of("opt/algorithm-selector").relativize(Path.of(file)));
    }

    @Test
    void imagesTag_isTheProjectsVersion() throws Exception {
        String version = Files.readString(Path.of("pom.xml")).replaceAll("(?s).*?\n  <version>(.*?)</version>.*", "$1");
        assertThat(production).contains("image: algorithm-selector:" + version);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            algo-selector_v2_canary.yaml            | timeout: 10s | timeOut: 10s      | unknown field "spec.http[1].timeOut"
            algo-selector_v2_canary.yaml            | timeout: 10s | timeout: ten      | spec.http[1].timeout
            algorithm-selector_destinationrule.yaml | subsets:     | subSets:          | unknown field "spec.subSets"
            algorithm-selector_gateway.yaml         | number: 31400 | numbr: 31400     | unknown field "spec.servers[0].port.numbr"
            algorithm-selector_egress.yaml          | resolution: DNS | resolution: DN | spec.resolution
            """)
    void unknownFieldOrValue_isNamedByTheApiServer(String file, String right, String wrong, String problem)
            throws Exception {
        Path planted = planted(file, right, wrong);
        Command refused =
                mesh.tried("", "kubectl", "apply", "--dry-run=server", "--validate=strict", "-f", planted.toString());
        assertThat(refused.exitCode()).isNotZero();
        // an object that is understood is named by its name, which is the file's as well
        assertThat(refused.output())
                .containsAnyOf(
                        file,
                        "\""
                                + Manifest.read(file, Files.readString(planted))
                                        .getFirst()
                                        .name() + "\"");
        assertThat(refused.output()).contains(problem);
    }

    @ParameterizedTest
    @CsvSource({
        "progressDeadlineSeconds: 900, progresDeadlineSeconds: 900",
        "readOnlyRootFilesystem, readonlyRootFilesystem"
    })
    void unknownFieldOfADeployment_isNamedByTheApiServer(String right, String wrong) throws Exception {
        assertThat(production).contains(right);
        Command refused = mesh.tried(
                production.replace(right, wrong),
                "kubectl",
                "apply",
                "--dry-run=server",
                "--validate=strict",
                "-f",
                "-");
        assertThat(refused.exitCode()).isNotZero();
        assertThat(refused.output()).contains("unknown field").contains(wrong.replaceAll(":.*", ""));
    }

    @Test
    void routeBeforeItsSubsets_andUnknownOnes_areNamedByAnalysis() throws Exception {
        String canary = "istio/algo-selector_v2_canary.yaml";
        Command without = analyse(List.of("istio/algorithm-selector_gateway.yaml", canary));
        assertThat(without.exitCode()).isNotZero();
        assertThat(without.output()).contains(canary).contains("Referenced host+subset in destinationrule not found");

        Path unknown = planted("algo-selector_v2_canary.yaml", "subset: v2", "subset: v3");
        Command other = analyse(List.of(
                "istio/algorithm-selector_gateway.yaml",
                "istio/algorithm-selector_destinationrule.yaml",
                unknown.toString()));
        assertThat(other.exitCode()).isNotZero();
        assertThat(other.output()).contains("algo-selector_v2_canary.yaml").contains("+v3\"");
    }

    private static Path planted(String file, String right, String wrong) throws IOException {
        String text = Files.readString(ISTIO.resolve(file));
        assertThat(text).contains(right);
        Path folder = Files.createDirectories(MeshStack.RUN.resolve("planted"));
        return Files.writeString(folder.resolve(file), text.replace(right, wrong));
    }

    private String dryRun(String flag, String path) throws IOException, InterruptedException {
        return mesh.kubectl("apply", "--dry-run=server", "--validate=strict", flag, path);
    }
}
