package io.algorithmselector.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The routing states, one after the other, over REST and gRPC through port 31400. {@code counted} counts three times: by the
 * caller, by the gateways' own metrics, and by Envoy. Nearly every test begins with a state in which its assertion fails.
 */
@Mesh
class RoutingMeshIT {
    private static final String V1 = "algorithm-selector_v1.yaml";
    private static final String CANARY = "algo-selector_v2_canary.yaml";
    private static final String V2 = "algo-selector_v2.yaml";
    private static final int MANY = 2000;
    private static final List<Integer> PODS = List.of(1, 2);

    private final MeshStack mesh;

    RoutingMeshIT(MeshStack mesh) {
        this.mesh = mesh;
    }

    @BeforeAll
    void applyWhatHoldsInEveryState() throws Exception {
        mesh.apply("algorithm-selector_destinationrule.yaml", "algorithm-selector_gateway.yaml", V1);
    }

    @BeforeEach
    void noRoute() throws Exception {
        mesh.delete("virtualservice", "algorithm-selector");
    }

    @ParameterizedTest
    @EnumSource
    void versionOne_answersEverything(Wire wire) throws Exception {
        Tally control = counted(wire, 10);
        assertThatThrownBy(() -> control.assertAllOf(1)).isInstanceOf(AssertionError.class);

        mesh.apply(V1);
        counted(wire, 500).assertAllOf(1);
    }

    @ParameterizedTest
    @EnumSource
    void canary_answersThirtyInAHundred(Wire wire) throws Exception {
        mesh.apply(V1);
        Tally control = counted(wire, 200);
        assertThatThrownBy(() -> control.assertShareOfTwo(0.3)).isInstanceOf(AssertionError.class);

        mesh.apply(CANARY);
        Tally tally = counted(wire, MANY);
        tally.assertShareOfTwo(0.3);
        Report.line("70/30 of " + MANY + " over " + wire, tally.of(1) + "/" + tally.of(2));
    }

    @ParameterizedTest
    @EnumSource
    void versionTwo_answersEverything_untilRolledBack(Wire wire) throws Exception {
        mesh.apply(CANARY);
        Tally control = counted(wire, 200);
        assertThatThrownBy(() -> control.assertAllOf(2)).isInstanceOf(AssertionError.class);

        mesh.apply(V2);
        counted(wire, 500).assertAllOf(2);
        mesh.apply(V1);
        counted(wire, 500).assertAllOf(1);
    }

    @ParameterizedTest
    @EnumSource
    void switches_underLoad_loseNothing(Wire wire) throws Exception {
        try (Caller caller = wire.caller()) {
            mesh.apply(V1);
            Load.of(50, caller);
            Tally withoutRoute = Load.during(
                    () -> {
                        mesh.delete("virtualservice", "algorithm-selector");
                        mesh.apply(V1);
                    },
                    100,
                    caller);
            assertThatThrownBy(withoutRoute::assertNoneLost).isInstanceOf(AssertionError.class);

            Versions gateways = Versions.atGateways(wire, PODS);
            Tally tally = Load.during(() -> walkThrough(), 150, caller);
            tally.assertNoneLost();
            assertThat(tally.of(1)).isPositive();
            assertThat(tally.of(2)).isPositive();
            assertThat(Versions.atGateways(wire, PODS).minus(gateways)).isEqualTo(tally.versions());
            Report.line("four switches under load over " + wire + ", lost", tally.failed() + " of " + tally.total());
        }
    }

    private void walkThrough() throws Exception {
        for (String state : List.of(CANARY, V2, CANARY, V1)) {
            mesh.apply(state);
            Thread.sleep(1000);
        }
    }

    @ParameterizedTest
    @EnumSource
    void switch_fromApplyToTheFirstAnswer_isToldInTheReport(Wire wire) throws Exception {
        mesh.apply(V1);
        try (Caller caller = wire.caller()) {
            assertThat(caller.call().isOf(1)).isTrue();
            mesh.kubectl("apply", "-f", "istio/" + V2);
            long applied = System.nanoTime();
            MeshStack.await("version 2 answers", () -> caller.call().isOf(2));
            long milliseconds = (System.nanoTime() - applied) / 1_000_000;
            Report.line("switch over " + wire + ", from kubectl's end to its effect", milliseconds + " ms");
            assertThat(milliseconds).isLessThan(10_000);
        }
    }

    @ParameterizedTest
    @EnumSource
    void testers_getVersionTwo_everybodyElseVersionOne(Wire wire) throws Exception {
        Map<String, String> tester = Map.of("x-tester", "change-me");
        mesh.apply(V1);
        Tally control = counted(wire, 50, tester);
        assertThatThrownBy(() -> control.assertAllOf(2)).isInstanceOf(AssertionError.class);

        mesh.apply("algo-selector_v2_testers.yaml");
        counted(wire, 200, tester).assertAllOf(2);
        counted(wire, 200, Map.of("x-tester", "somebody")).assertAllOf(1);
        counted(wire, 200).assertAllOf(1);
    }

    @ParameterizedTest
    @EnumSource
    void clientsOwnVersion_isDroppedAtTheGateway_exceptOfTesters(Wire wire) throws Exception {
        try (Caller caller = wire.caller()) {
            mesh.apply("algo-selector_v2_testers.yaml");
            // the control: on the testers' route the header arrives, and the pod of version 2 knows no version 1
            assertThat(caller.call(Map.of("x-tester", "change-me", "x-model-version", "1"))
                            .failed())
                    .isTrue();
            assertThat(caller.call(Map.of("x-tester", "change-me", "x-model-version", "2"))
                            .isOf(2))
                    .isTrue();
            for (String state : List.of("algo-selector_v2_testers.yaml", V1, "algo-selector_v2_sticky.yaml")) {
                mesh.apply(state);
                Load.of(20, caller, Map.of("x-model-version", "2")).assertAllOf(1);
                Load.of(20, caller, Map.of("x-model-label", "canary")).assertAllOf(1);
            }
            mesh.apply(V2);
            Load.of(20, caller, Map.of("x-model-version", "1")).assertAllOf(2);
            mesh.apply(CANARY);
            Load.of(50, caller, Map.of("x-model-version", "1")).assertNoneLost();
        }
    }

    @ParameterizedTest
    @EnumSource
    void cookie_sticksToVersionTwo(Wire wire) throws Exception {
        Map<String, String> cookie = Map.of("cookie", "session=1; algorithm-selector-version=v2; theme=dark");
        mesh.apply(CANARY);
        Tally control = counted(wire, 100, cookie);
        assertThatThrownBy(() -> control.assertAllOf(2)).isInstanceOf(AssertionError.class);

        mesh.apply("algo-selector_v2_sticky.yaml");
        counted(wire, 200, cookie).assertAllOf(2);
        counted(wire, 200, Map.of("cookie", "xalgorithm-selector-version=v2; algorithm-selector-version=v22"))
                .assertAllOf(1);
        counted(wire, 200).assertAllOf(1);
    }

    @ParameterizedTest
    @EnumSource
    void mirror_givesVersionTwoACopyOfEach(Wire wire) throws Exception {
        mesh.apply(V1);
        try (Caller caller = wire.caller()) {
            assertThat(copiesOf(100, wire, caller)).isZero();

            mesh.apply("algo-selector_v2_mirror.yaml");
            assertThat(copiesOf(300, wire, caller)).isEqualTo(300);
        }
    }

    /** How many reached version 2 of as many requests, all answered by version 1; Envoy has sent as many. */
    private static long copiesOf(int requests, Wire wire, Caller caller) throws Exception {
        Versions gateways = Versions.atGateways(wire, PODS);
        Versions envoy = Versions.atEnvoy(wire);
        Load.of(requests, caller).assertAllOf(1);
        MeshStack.await(
                "the gateways have counted what Envoy has sent",
                () -> Versions.atGateways(wire, PODS)
                        .minus(gateways)
                        .equals(Versions.atEnvoy(wire).minus(envoy)));
        Versions seen = Versions.atGateways(wire, PODS).minus(gateways);
        assertThat(seen.one()).isEqualTo(requests);
        return seen.two();
    }

    @ParameterizedTest
    @EnumSource
    void abortDrill_refusesTwentyInAHundred_thatNoPodSees(Wire wire) throws Exception {
        mesh.apply(V1);
        try (Caller caller = wire.caller()) {
            assertThat(Load.of(200, caller).failed()).isZero();

            mesh.apply("algorithm-selector_drill_abort.yaml");
            Versions gateways = Versions.atGateways(wire, PODS);
            Tally tally = Load.of(1000, caller);
            // 4.5 standard deviations of 1000 draws at 20 %
            assertThat(tally.failed()).isBetween(143L, 257L);
            assertThat(tally.outcomes().keySet())
                    .allMatch(
                            outcome -> outcome.matches("1|HTTP 503 fault filter abort|UNAVAILABLE fault filter abort"));
            assertThat(Versions.atGateways(wire, PODS).minus(gateways)).isEqualTo(tally.versions());
            Report.line("abort drill at 20 % over " + wire + ", refused of 1000", tally.failed());
        }
    }

    @ParameterizedTest
    @EnumSource
    void delayDrill_delaysHalf_andLosesNone(Wire wire) throws Exception {
        mesh.apply(V1);
        try (Caller caller = wire.caller()) {
            assertThat(Load.of(200, caller).slowerThan(300)).isLessThan(30);

            mesh.apply("algorithm-selector_drill_delay.yaml");
            Tally tally = Load.of(300, caller);
            tally.assertAllOf(1);
            // 4.5 standard deviations of 300 draws at 50 %; a busy machine may be slow by itself
            assertThat(tally.slowerThan(300)).isBetween(111L, 240L);
        }
    }

    @Test
    void telemetry_logsWhatFailed_andNothingElse() throws Exception {
        Path log = MeshStack.RUN.resolve("envoy.log");
        mesh.apply("algorithm-selector_drill_abort.yaml");
        assertThat(failedOf(50, Wire.REST)).isPositive();
        assertThat(lines(log)).isEmpty();
        try {
            mesh.apply("algorithm-selector_telemetry_gateway.yaml");
            long failed = failedOf(100, Wire.REST) + failedOf(100, Wire.GRPC);
            // Envoy writes its log every ten seconds
            MeshStack.await("what failed is in the log", () -> lines(log).size() >= failed);
            assertThat(lines(log)).hasSize((int) failed).allMatch(line -> line.contains("fault_filter_abort"));
        } finally {
            mesh.deleteIn("istio-system", "telemetry", "algorithm-selector");
        }
    }

    /** By connections of their own: those that are open keep the log with which they began. */
    private static long failedOf(int requests, Wire wire) throws Exception {
        try (Caller caller = wire.caller()) {
            return Load.of(requests, caller).failed();
        }
    }

    private static List<String> lines(Path log) throws IOException {
        return Files.readString(log)
                .lines()
                .filter(line -> line.matches(".*\"POST /(v1/models|tensorflow).*"))
                .toList();
    }

    @Test
    void routeBeforeSubset_isAnErrorOfItsShareOnly_untilTheSubsetComes() throws Exception {
        mesh.apply(CANARY);
        mesh.delete("destinationrule", "algorithm-selector");
        try (Caller caller = Wire.REST.caller()) {
            assertThat(Load.of(50, caller).outcomes().keySet()).allMatch(outcome -> outcome.startsWith("HTTP 503"));
            mesh.apply("algorithm-selector_destinationrule.yaml");
            Load.of(200, caller).assertNoneLost();
        }
    }

    private static Tally counted(Wire wire, int requests) throws Exception {
        return counted(wire, requests, Map.of());
    }

    /** As many requests by a caller of their own; the gateways and Envoy have counted the same answers. */
    private static Tally counted(Wire wire, int requests, Map<String, String> headers) throws Exception {
        Versions gateways = Versions.atGateways(wire, PODS);
        Versions envoy = Versions.atEnvoy(wire);
        try (Caller caller = wire.caller()) {
            Tally tally = Load.of(requests, caller, headers);
            assertThat(Versions.atGateways(wire, PODS).minus(gateways))
                    .as("counted by the gateways")
                    .isEqualTo(tally.versions());
            assertThat(Versions.atEnvoy(wire).minus(envoy))
                    .as("counted by Envoy")
                    .isEqualTo(tally.versions());
            return tally;
        }
    }
}
