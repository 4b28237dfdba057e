package io.algorithmselector.mesh;

import static io.algorithmselector.mesh.IstioFiles.DESTINATION_RULE;
import static io.algorithmselector.mesh.IstioFiles.MIRROR;
import static io.algorithmselector.mesh.IstioFiles.TESTERS;
import static io.algorithmselector.mesh.IstioFiles.V1;
import static org.assertj.core.api.Assertions.assertThat;

import io.algorithmselector.mesh.StandInPod.Arrival;
import io.algorithmselector.mesh.StandInPod.Conduct;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What of a client's headers arrives at the pods, in every routing state and by each of its rules: seen by stand-ins, one for each
 * version, that get a part of the requests and of the copies.
 */
@Mesh
class HeaderMeshIT {
    private static final List<String> WISHES = List.of("x-model-version", "x-model-label", "x-tester");
    private static final Map<String, String> FORGED =
            Map.of("x-model-version", "9", "x-model-label", "absent", "x-tester", "somebody");
    private static final int REQUESTS = 40;

    private final MeshStack mesh;
    private final List<StandInPod> pods = new ArrayList<>();

    HeaderMeshIT(MeshStack mesh) {
        this.mesh = mesh;
    }

    @BeforeAll
    void joined() throws Exception {
        // they refuse all that they get
        mesh.patch(
                "destinationrule",
                "algorithm-selector",
                "[{\"op\": \"remove\", \"path\": \"/spec/trafficPolicy/outlierDetection\"}]");
        pods.add(StandInPod.join(mesh, "v1listener", "v1", 6, Conduct.REFUSES));
        pods.add(StandInPod.join(mesh, "v2listener", "v2", 7, Conduct.REFUSES));
    }

    @AfterAll
    void left() throws Exception {
        for (StandInPod pod : pods) {
            pod.close();
        }
        mesh.apply(DESTINATION_RULE, V1);
    }

    static List<String> states() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("istio"))) {
            return files.filter(HeaderMeshIT::isState)
                    .map(file -> file.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    private static boolean isState(Path file) {
        try {
            String text = Files.readString(file);
            return text.contains("kind: VirtualService") && text.contains("[algorithm-selector-gateway]");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void withoutTheRoutesHeaders_everythingArrives() throws Exception {
        mesh.apply(V1);
        String remove = "{\"op\": \"remove\", \"path\": \"/spec/http/%d/headers\"}";
        mesh.patch(
                "virtualservice",
                "algorithm-selector",
                "[" + remove.formatted(0) + "," + remove.formatted(1) + "," + remove.formatted(2) + "]");
        for (Arrival arrival : arrivals(FORGED)) {
            assertThat(arrival.headers().names()).containsAll(WISHES);
        }
    }

    @ParameterizedTest
    @MethodSource("states")
    void wishes_areDropped(String state) throws Exception {
        mesh.apply(state);
        Map<String, String> withCookie = new HashMap<>(FORGED);
        withCookie.put("cookie", "algorithm-selector-version=v2");
        for (Map<String, String> headers : List.of(FORGED, withCookie)) {
            for (Arrival arrival : arrivals(headers)) {
                assertThat(arrival.headers().names()).doesNotContainAnyElementsOf(WISHES);
            }
        }
    }

    @Test
    void copies_areWithoutWishesToo() throws Exception {
        mesh.apply(MIRROR);
        int before = pods.getLast().arrivals().size();
        arrivals(FORGED);
        List<Arrival> all = pods.getLast().arrivals();
        List<Arrival> copies = all.subList(before, all.size());
        assertThat(copies)
                .extracting(Arrival::path)
                .contains(RestCaller.PATH)
                .anyMatch(path -> path.startsWith("/tensorflow"));
        assertThat(copies).allSatisfy(copy -> assertThat(copy.headers().names()).doesNotContainAnyElementsOf(WISHES));
    }

    @Test
    void testers_areGranted_andTheirWordIsNotPassedOn() throws Exception {
        mesh.apply(TESTERS);
        Map<String, String> tester = new HashMap<>(FORGED);
        tester.put("x-tester", "change-me");
        for (Arrival arrival : arrivals(tester)) {
            assertThat(arrival.headers().names())
                    .contains("x-model-version", "x-model-label")
                    .doesNotContain("x-tester");
        }
    }

    /** What arrived of as many requests over REST, gRPC and as a stream, of each of which something did. */
    private List<Arrival> arrivals(Map<String, String> headers) throws Exception {
        List<Integer> before = pods.stream().map(pod -> pod.arrivals().size()).toList();
        for (Wire wire : Wire.values()) {
            try (Caller caller = wire.caller()) {
                Load.of(REQUESTS, caller, headers);
            }
        }
        try (GrpcCaller caller = GrpcCaller.plain("127.0.0.1", 31400)) {
            for (int i = 0; i < REQUESTS; i++) {
                AnyMethod.call(caller.channel(), "inference.GRPCInferenceService/ModelStreamInfer", headers);
            }
        }
        List<Arrival> arrivals = new ArrayList<>();
        for (int i = 0; i < pods.size(); i++) {
            List<Arrival> all = pods.get(i).arrivals();
            arrivals.addAll(all.subList(before.get(i), all.size()));
        }
        assertThat(arrivals)
                .extracting(Arrival::path)
                .contains(
                        RestCaller.PATH,
                        "/tensorflow.serving.PredictionService/Predict",
                        "/inference.GRPCInferenceService/ModelStreamInfer");
        return arrivals;
    }
}
