package io.algorithmselector.mesh;

import static io.algorithmselector.mesh.IstioFiles.CANARY;
import static io.algorithmselector.mesh.IstioFiles.STRICT;
import static io.algorithmselector.mesh.IstioFiles.V1;
import static io.algorithmselector.mesh.IstioFiles.V2;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** With certificates from istiod's authority and a proxy before each pod: who gets in, by which name, to what. */
@Mesh(mutualTls = true)
class MutualTlsMeshIT {
    private static final String POD = PodPolicies.POD;

    private final MeshStack mesh;
    private final PodPolicies policies;

    MutualTlsMeshIT(MeshStack mesh) {
        this.mesh = mesh;
        policies = new PodPolicies(mesh);
    }

    @BeforeEach
    void nobodyIsRefused() throws Exception {
        policies.remove();
        mesh.apply(V1);
    }

    @Test
    void strict_refusesPlaintext() throws Exception {
        Curl curl = new Curl(mesh, List.of());
        String url = "http://" + POD + ":8501/v1/models/algorithm-selector";
        try (GrpcCaller plain = GrpcCaller.plain(POD, 8500)) {
            mesh.kubectl("delete", "-f", "istio/" + STRICT);
            MeshStack.await("plain text is taken", () -> curl.ask("GET", url).startsWith("200"));
            assertThat(plain.call().isOf(1)).isTrue();

            mesh.kubectl("apply", "-f", "istio/" + STRICT);
            MeshStack.await("plain text is refused", () -> curl.ask("GET", url).startsWith("000"));
        }
        try (GrpcCaller plain = GrpcCaller.plain(POD, 8500)) {
            assertThat(plain.call().outcome()).startsWith("UNAVAILABLE");
        }
        assertThat(curl.ask("GET", "http://" + POD + ":9000/q/metrics")).startsWith("000");
        for (Wire wire : Wire.values()) {
            try (Caller caller = wire.caller()) {
                Load.of(100, caller).assertAllOf(1);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void canaryAndSwitches_holdUnderMutualTls(Wire wire) throws Exception {
        policies.apply(PodPolicies.ALLOW, PodPolicies.DENY);
        try (Caller caller = wire.caller()) {
            Tally control = Load.of(100, caller);
            assertThatThrownBy(() -> control.assertShareOfTwo(0.3)).isInstanceOf(AssertionError.class);

            mesh.apply(CANARY);
            Versions gateways = Versions.atGateways(wire, List.of(1, 2));
            Versions envoy = Versions.atEnvoy(wire);
            Tally tally = Load.of(1000, caller);
            tally.assertShareOfTwo(0.3);
            assertThat(Versions.atGateways(wire, List.of(1, 2)).minus(gateways)).isEqualTo(tally.versions());
            assertThat(Versions.atEnvoy(wire).minus(envoy)).isEqualTo(tally.versions());
            assertThat(Envoy.sum("envoy_cluster_ssl_handshake", "outbound|" + wire.port + "|v2|"))
                    .as("connections to version 2 under TLS")
                    .isPositive();
            Report.line("70/30 of 1000 under mutual TLS over " + wire, tally.of(1) + "/" + tally.of(2));

            Tally withoutRoute = Load.during(
                    () -> {
                        mesh.delete("virtualservice", "algorithm-selector");
                        mesh.apply(CANARY);
                    },
                    100,
                    caller);
            assertThatThrownBy(withoutRoute::assertNoneLost).isInstanceOf(AssertionError.class);

            Tally switched = Load.during(
                    () -> {
                        for (String state : List.of(V2, CANARY, V1)) {
                            mesh.apply(state);
                            Thread.sleep(500);
                        }
                    },
                    100,
                    caller);
            switched.assertNoneLost();
            Report.line(
                    "three switches under mutual TLS over " + wire + ", lost",
                    switched.failed() + " of " + switched.total());
        }
    }

    @ParameterizedTest
    @EnumSource
    void routesInsideTheMesh_splitForCallersThatPassNoGateway(Wire wire) throws Exception {
        policies.apply(PodPolicies.ALLOW, PodPolicies.DENY);
        String host = "algorithm-selector.algorithm-selector.svc.cluster.local";
        Map<String, String> headers = wire == Wire.REST ? Map.of("host", host + ":8501") : Map.of();
        try (Caller caller = wire.callerInTheMesh()) {
            Tally control = Load.of(100, caller, headers);
            control.assertNoneLost();
            assertThatThrownBy(() -> control.assertAllOf(1)).isInstanceOf(AssertionError.class);

            mesh.kubectl("apply", "-f", "istio/algorithm-selector_mesh_v1.yaml");
            MeshStack.await(
                    "the state holds", () -> Load.of(30, caller, headers).of(1) == 30);
            Load.of(200, caller, headers).assertAllOf(1);
            mesh.kubectl("apply", "-f", "istio/algo-selector_mesh_v2_canary.yaml");
            MeshStack.await(
                    "the state holds", () -> Load.of(30, caller, headers).of(2) > 0);
            Load.of(1000, caller, headers).assertShareOfTwo(0.3);
            mesh.kubectl("apply", "-f", "istio/algo-selector_mesh_v2.yaml");
            MeshStack.await(
                    "the state holds", () -> Load.of(30, caller, headers).of(2) == 30);
            Load.of(200, caller, headers).assertAllOf(2);
        } finally {
            mesh.kubectl(
                    "delete",
                    "virtualservice",
                    "algorithm-selector-mesh",
                    "-n",
                    "algorithm-selector",
                    "--ignore-not-found");
        }
    }
}
