package io.algorithmselector.mesh;

import static io.algorithmselector.mesh.IstioFiles.CANARY;
import static io.algorithmselector.mesh.IstioFiles.DESTINATION_RULE;
import static io.algorithmselector.mesh.IstioFiles.V1;
import static io.algorithmselector.mesh.IstioFiles.V2;
import static io.algorithmselector.mesh.IstioFiles.WITHOUT_OUTLIER_DETECTION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Pods that hang, die and are stopped, over REST and gRPC: what callers see of it, and that no inference runs twice. Where a
 * part of the files is what helps, the test begins without it, and fails then.
 */
@Mesh
class ResilienceMeshIT {
    private final MeshStack mesh;

    ResilienceMeshIT(MeshStack mesh) {
        this.mesh = mesh;
    }

    @BeforeEach
    void asShipped() throws Exception {
        mesh.apply(DESTINATION_RULE, V1);
    }

    @ParameterizedTest
    @EnumSource
    void hungPod_isGivenUpAfterTenSeconds_andNothingRunsTwice(Wire wire) throws Exception {
        try (Caller caller = wire.caller()) {
            MeshStack.awaitAnswers(wire, 1);
            assertThat(Load.of(20, caller).slowerThan(9_500)).isZero();

            Versions gateways = Versions.atGateways(wire, List.of(1, 2));
            Versions envoy = Versions.atEnvoy(wire);
            mesh.signal("v1", "STOP");
            Tally tally = Load.atOnce(4, caller);
            mesh.signal("v1", "CONT");

            assertThat(tally.outcomes().keySet())
                    .allMatch(outcome -> outcome.matches("HTTP 504 .*|UNAVAILABLE upstream request timeout"));
            assertThat(tally.slowerThan(9_500)).isEqualTo(4);
            assertThat(Versions.atEnvoy(wire).minus(envoy)).isEqualTo(new Versions(4, 0));
            int awaited = MeshStack.awaitAnswers(wire, 1);
            Versions seen = Versions.atGateways(wire, List.of(1, 2)).minus(gateways);
            // those that were given up may still run, once, when the pod goes on
            assertThat(seen.two()).isZero();
            assertThat(seen.one()).isLessThanOrEqualTo(4 + awaited);
        }
    }

    @ParameterizedTest
    @EnumSource
    void clientsOwnTimeout_isIgnored(Wire wire) throws Exception {
        try (Caller caller = wire.caller()) {
            MeshStack.awaitAnswers(wire, 1);
            String timeout = "{\"op\": \"replace\", \"path\": \"/spec/http/%d/timeout\", \"value\": \"1ms\"}";
            mesh.patch(
                    "virtualservice",
                    "algorithm-selector",
                    "[" + timeout.formatted(1) + "," + timeout.formatted(2) + "]");
            assertThat(Load.of(20, caller).failed()).isPositive();

            mesh.apply(V1);
            MeshStack.awaitAnswers(wire, 1);
            Load.of(50, caller, Map.of("x-envoy-upstream-rq-timeout-ms", "1", "x-envoy-max-retries", "5"))
                    .assertAllOf(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void deadPodOfTwo_costsNothing_becauseNobodyHadBegun(Wire wire) throws Exception {
        mesh.pod("v2b", 4);
        try (Caller caller = wire.caller()) {
            mesh.apply(V2);
            MeshStack.awaitAnswers(wire, 2);
            mesh.patch("destinationrule", "algorithm-selector", WITHOUT_OUTLIER_DETECTION);
            mesh.signal("v2b", "KILL");

            String retries = "{\"op\": \"replace\", \"path\": \"/spec/http/%d/retries\", \"value\": {\"attempts\": 0}}";
            mesh.patch(
                    "virtualservice",
                    "algorithm-selector",
                    "[" + retries.formatted(1) + "," + retries.formatted(2) + "]");
            Tally control = Load.of(100, caller);
            assertThatThrownBy(() -> control.assertAllOf(2)).isInstanceOf(AssertionError.class);

            mesh.apply(DESTINATION_RULE, V2);
            Versions gateways = Versions.atGateways(wire, List.of(1, 2));
            Load.of(200, caller).assertAllOf(2);
            assertThat(Versions.atGateways(wire, List.of(1, 2)).minus(gateways)).isEqualTo(new Versions(0, 200));
        } finally {
            mesh.stop("v2b");
            mesh.leave("v2b");
        }
    }

    @ParameterizedTest
    @EnumSource
    void deadVersionTwo_costsItsShare_untilTheOperatorTakesItOut(Wire wire) throws Exception {
        try (Caller caller = wire.caller()) {
            mesh.apply(CANARY);
            MeshStack.await("both answer", () -> Load.of(50, caller).failed() == 0);
            mesh.signal("v2", "KILL");
            Tally dead = Load.of(300, caller);
            assertThat(dead.of(2)).isZero();
            // 4.5 standard deviations of 300 draws at 30 %
            assertThat(dead.failed()).isBetween(54L, 126L);

            mesh.apply(V1);
            Load.of(300, caller).assertAllOf(1);

            mesh.stop("v2");
            mesh.pod("v2", 2);
            mesh.apply(CANARY);
            MeshStack.await("both answer", () -> Load.of(50, caller).failed() == 0);
            Load.of(300, caller).assertShareOfTwo(0.3);
            Report.line("dead version 2 at 30 % over " + wire + ", failed", dead.failed() + " of " + dead.total());
        }
    }

    @ParameterizedTest
    @EnumSource
    void stoppedPodOfTwo_losesNothing(Wire wire) throws Exception {
        try (Caller caller = wire.caller()) {
            mesh.pod("v1b", 3);
            MeshStack.awaitAnswers(wire, 1);
            Tally killed = Load.closedLoop(
                    () -> {
                        mesh.signal("v1b", "KILL");
                        Thread.sleep(500);
                    },
                    caller);
            assertThatThrownBy(killed::assertNoneLost).isInstanceOf(AssertionError.class);
            mesh.stop("v1b");
            mesh.leave("v1b");

            mesh.pod("v1b", 3);
            MeshStack.await("it answers", () -> {
                Load.of(20, caller);
                return Versions.atGateways(wire, List.of(3)).one() > 0;
            });
            Tally stopped = Load.during(() -> mesh.stop("v1b"), 150, caller);
            stopped.assertAllOf(1);
            assertThat(mesh.podLog("v1b")).contains("ended with 0 after").doesNotContain("killed");
            Report.line(
                    "stop of a pod under load over " + wire + ", lost", stopped.failed() + " of " + stopped.total());
        }
    }
}
