package io.algorithmselector.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An operator's slips, planted into the shipped files one at a time: each is named, with its file and its field. */
class ManifestCheckTest {
    private static final Path ISTIO = Path.of("istio");
    private static final String CANARY = "algo-selector_v2_canary.yaml";
    private static final String RULE = "algorithm-selector_destinationrule.yaml";
    private static final String GATEWAY = "algorithm-selector_gateway.yaml";
    private static final String POLICY = "algorithm-selector_authorizationpolicy.yaml";
    private static final String GATEWAY_POLICY = "algorithm-selector_authorizationpolicy_gateway.yaml";

    private static final List<String> FILES = List.of(
            CANARY,
            RULE,
            GATEWAY,
            "algorithm-selector_gateway_tls.yaml",
            "algorithm-selector_gateway_service_patch.yaml",
            POLICY,
            "algorithm-selector_authorizationpolicy_administration.yaml",
            GATEWAY_POLICY);

    /** As {@code kubectl kustomize} would show it, cut down to what is looked at. */
    private static final String CLUSTER = """
            kind: Service
            metadata: {name: algorithm-selector, namespace: algorithm-selector}
            spec:
              selector: {app: algorithm-selector}
              ports:
                - {name: grpc, port: 8500, targetPort: 8500, appProtocol: grpc}
                - {name: http, port: 8501, targetPort: 8501, appProtocol: http}
                - {name: http-management, port: 9000, targetPort: 9000, appProtocol: http}
            """;

    private static final String VERSION = """
            kind: ServiceAccount
            metadata: {name: algorithm-selector-v1, namespace: algorithm-selector}
            ---
            kind: HorizontalPodAutoscaler
            metadata: {name: algorithm-selector-v1}
            spec: {scaleTargetRef: {name: algorithm-selector-v1}}
            ---
            kind: PodDisruptionBudget
            metadata: {name: algorithm-selector-v1}
            spec: {selector: {matchLabels: {app: algorithm-selector, version: v1}}}
            ---
            kind: Deployment
            metadata: {name: algorithm-selector-v1}
            spec:
              template:
                metadata: {labels: {app: algorithm-selector, version: v1}}
                spec:
                  serviceAccountName: algorithm-selector-v1
                  terminationGracePeriodSeconds: 45
                  containers:
                    - ports:
                        - {name: grpc, containerPort: 8500}
                        - {name: http, containerPort: 8501}
                        - {name: http-management, containerPort: 9000}
                      startupProbe: {httpGet: {path: /q/health/started, port: http-management}}
                      readinessProbe: {httpGet: {path: /q/health/ready, port: http-management}}
                      livenessProbe: {httpGet: {path: /q/health/live, port: 9000}}
                      lifecycle: {preStop: {sleep: {seconds: 5}}}
                      env: [{name: SELECTOR_SHUTDOWN_PAUSE, value: 2000ms}]
            """;

    private static final String POLICIES = """
            kind: NetworkPolicy
            metadata: {name: callers}
            spec:
              policyTypes: [Ingress]
              ingress:
                - ports: [{port: 8500}, {port: 8501}]
                - ports: [{port: 9000}]
            """;

    @Test
    void shippedFiles_haveNoProblem() throws IOException {
        assertThat(ManifestCheck.problems(all("", "", ""))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            weight: 30                   | weight: 40                   | spec.http[0].route: the weights are 110 in all
            subset: v2                   | subset: v3                   | spec.http[0].route[1].destination.subset: v3 is no subset
            number: 8501                 | number: 8051                 | spec.http[2].route[0].destination.port.number: 8051 is no port
            host: algorithm-selector.alg | host: algorithm-selector.alx | spec.http[0].route[0].destination.host: algorithm-selector.alx
            [algorithm-selector-gateway] | [gateway]                    | spec.gateways: gateway is no Gateway
            """)
    void mistakeInARoute_isNamed(String right, String wrong, String problem) throws IOException {
        assertThat(ManifestCheck.problems(all("istio/" + CANARY, right, wrong)))
                .isNotEmpty()
                .allMatch(found -> found.startsWith("istio/" + CANARY + ": "))
                .anyMatch(found -> found.contains(problem));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Service.yaml | app: algorithm-selector}             | app: selector}         | spec.selector: no Deployment's pods
            Service.yaml | targetPort: 9000                     | targetPort: 9001       | spec.ports[2].targetPort: 9001 is no port of
            Service.yaml | , appProtocol: grpc                  |                        | spec.ports[0].appProtocol: is missing
            v1.yaml      | /q/health/ready                      | /health/ready          | readinessProbe.httpGet.path: the gateway does not serve '/health/ready'
            v1.yaml      | started, port: http-management       | started, port: http    | startupProbe.httpGet.port: http is not the management port
            v1.yaml      | serviceAccountName: algorithm        | serviceAccountName: a  | serviceAccountName: a-selector-v1 is no ServiceAccount
            v1.yaml      | terminationGracePeriodSeconds: 45    | terminationGracePeriodSeconds: 31 | 31 s do not hold preStop's 5 s, the pause's 2 s, the drain limit's 10 s and 15 s
            v1.yaml      | {seconds: 5}                         | {seconds: 19}          | 45 s do not hold preStop's 19 s
            v1.yaml      | value: 2000ms                        | value: 16s             | the pause's 16 s
            v1.yaml      | SELECTOR_SHUTDOWN_PAUSE, value: 2000ms | SELECTOR_LIFECYCLE_DRAIN_LIMIT, value: 1m | the drain limit's 60 s
            v1.yaml      | scaleTargetRef: {name: algorithm     | scaleTargetRef: {name: a | spec.scaleTargetRef.name: a-selector-v1 is no Deployment
            v1.yaml      | matchLabels: {app: algorithm         | matchLabels: {app: a   | spec.selector.matchLabels: no Deployment's pods have them
            """)
    void mistakeInADeployment_isNamed(String file, String right, String wrong, String problem) throws IOException {
        assertThat(ManifestCheck.problems(all(file, right, wrong == null ? "" : wrong)))
                .anyMatch(found -> found.startsWith(file + ": ") && found.contains(problem));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            algorithm-selector_destinationrule.yaml                   | version: v2     | version: v3 | spec.subsets[1].labels: no Deployment's pods have {version=v3}
            algorithm-selector_destinationrule.yaml                   | host: algorithm | host: a     | spec.host: a-selector
            algorithm-selector_authorizationpolicy.yaml               | ["9000"]        | ["9001"]    | spec.rules[1].to[0].operation.ports: [9001]
            algorithm-selector_authorizationpolicy_gateway.yaml       | , "31444"]      | ]           | leaves a way round
            algorithm-selector_authorizationpolicy.yaml               | sa/forecaster   | sa/forcaster | spec.rules[0].from[0].source.principals: cluster.local/ns/applications/sa/forcaster is no ServiceAccount
            algorithm-selector_authorizationpolicy.yaml               | cluster.local/ns/monitoring | cluster.local/monitoring | spec.rules[1].from[0].source.principals: cluster.local/monitoring/sa/prometheus is not cluster.local/ns
            algorithm-selector_authorizationpolicy_administration.yaml | sa/operator    | sa/operators | spec.rules[0].from[0].source.notPrincipals: cluster.local/ns/operations/sa/operators is no ServiceAccount
            algorithm-selector_gateway.yaml                           | number: 31400   | number: 31401 | spec.servers[0].port.number: 31401 is not opened by the patch
            """)
    void mistakeInARule_isNamed(String file, String right, String wrong, String problem) throws IOException {
        assertThat(ManifestCheck.problems(all("istio/" + file, right, wrong)))
                .anyMatch(found -> found.startsWith("istio/" + file + ": ") && found.contains(problem));
    }

    @Test
    void portThatNoNetworkPolicyLetsIn_isNamed() throws IOException {
        assertThat(ManifestCheck.problems(all("policies.yaml", "port: 9000", "port: 9001")))
                .contains("Service.yaml: spec.ports[2].targetPort: 9000 is let in by no NetworkPolicy");
    }

    @Test
    void ruleWithoutPorts_holdsOnAll_andIsNoProblem() throws IOException {
        String ports = "            ports: [\"31400\", \"31443\", \"31444\"]\n";
        assertThat(ManifestCheck.problems(all("istio/" + GATEWAY_POLICY, ports, "")))
                .isEmpty();
    }

    @Test
    void routeBeforeItsSubsets_isNamed() throws IOException {
        List<Manifest> manifests = all("", "", "");
        manifests.removeIf(manifest -> manifest.is("DestinationRule"));
        assertThat(ManifestCheck.problems(manifests))
                .contains("istio/" + CANARY + ": spec.http[0].route[0].destination.subset: "
                        + "v1: there is no DestinationRule of this host; apply it first");
    }

    /** What belongs together, with a mistake in one of the files, if one is named. */
    private static List<Manifest> all(String file, String right, String wrong) throws IOException {
        List<Manifest> manifests = new ArrayList<>();
        manifests.addAll(Manifest.read("Service.yaml", planted("Service.yaml", CLUSTER, file, right, wrong)));
        manifests.addAll(Manifest.read("v1.yaml", planted("v1.yaml", VERSION, file, right, wrong)));
        manifests.addAll(Manifest.read("v2.yaml", VERSION.replace("v1", "v2")));
        manifests.addAll(Manifest.read("policies.yaml", planted("policies.yaml", POLICIES, file, right, wrong)));
        manifests.addAll(Manifest.read("identities.yaml", Files.readString(Path.of("src/mesh/conf/identities.yaml"))));
        for (String name : FILES) {
            String path = "istio/" + name;
            String text = Files.readString(ISTIO.resolve(name));
            manifests.addAll(Manifest.read(path, planted(path, text, file, right, wrong)));
        }
        return manifests;
    }

    private static String planted(String name, String text, String file, String right, String wrong) {
        if (!name.equals(file)) {
            return text;
        }
        assertThat(text).contains(right);
        return text.replace(right, wrong);
    }
}
