package io.algorithmselector.mesh;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What neither the API server nor {@code istioctl} notices in a set of objects that are to be applied together: shares that are not
 * 100 in all, and names that nothing has: of hosts, subsets, ports, gateways, accounts and probed paths. Each problem is
 * {@code file: field: what is wrong}.
 */
final class ManifestCheck {
    private static final Set<String> PROBED = Set.of("/q/health/started", "/q/health/ready", "/q/health/live");
    private static final String DOMAIN = ".svc.cluster.local";

    private final List<Manifest> manifests;
    private final List<String> problems = new ArrayList<>();

    private ManifestCheck(List<Manifest> manifests) {
        this.manifests = manifests;
    }

    static List<String> problems(List<Manifest> manifests) {
        ManifestCheck check = new ManifestCheck(manifests);
        for (Manifest manifest : manifests) {
            check.check(manifest);
        }
        return List.copyOf(check.problems);
    }

    private void check(Manifest manifest) {
        switch (manifest.string("kind")) {
            case "VirtualService" -> checkVirtualService(manifest);
            case "DestinationRule" -> checkDestinationRule(manifest);
            case "AuthorizationPolicy" -> checkAuthorizationPolicy(manifest);
            case "Service" -> checkService(manifest);
            case "Deployment" -> checkDeployment(manifest);
            case "HorizontalPodAutoscaler" -> checkAutoscaler(manifest);
            case "PodDisruptionBudget" -> checkBudget(manifest);
            default -> {}
        }
    }

    // --- Istio
    // -----------------------------------------------------------------------------------------------------------

    private void checkVirtualService(Manifest route) {
        for (Object gateway : route.list("spec", "gateways")) {
            if (!gateway.equals("mesh") && named("Gateway", gateway.toString()) == null) {
                report(route, "spec.gateways", gateway + " is no Gateway");
            }
        }
        List<?> rules = route.list("spec", "http");
        for (int i = 0; i < rules.size(); i++) {
            String field = "spec.http[" + i + "]";
            checkWeights(route, field + ".route", Manifest.list(rules.get(i), "route"));
            checkDestinations(route, field + ".route", Manifest.list(rules.get(i), "route"));
            checkDestinations(route, field + ".mirrors", Manifest.list(rules.get(i), "mirrors"));
        }
    }

    private void checkWeights(Manifest route, String field, List<?> destinations) {
        int total = 0;
        for (Object destination : destinations) {
            boolean alone = destinations.size() == 1 && Manifest.at(destination, "weight") == null;
            total += alone ? 100 : number(Manifest.at(destination, "weight"));
        }
        if (!destinations.isEmpty() && total != 100) {
            report(route, field, "the weights are " + total + " in all, not 100");
        }
    }

    private void checkDestinations(Manifest route, String field, List<?> destinations) {
        for (int i = 0; i < destinations.size(); i++) {
            Object destination = Manifest.at(destinations.get(i), "destination");
            String place = field + "[" + i + "].destination";
            String host = Manifest.string(destination, "host");
            @Nullable Manifest service = service(host);
            if (service == null) {
                report(route, place + ".host", host + " is no Service");
            } else {
                int port = number(Manifest.at(destination, "port", "number"));
                if (!ports(service).contains(port)) {
                    report(
                            route,
                            place + ".port.number",
                            port + " is no port of the Service, which has " + ports(service));
                }
                checkSubset(route, place, host, Manifest.string(destination, "subset"));
            }
        }
    }

    private void checkSubset(Manifest route, String place, String host, String subset) {
        List<String> subsets = manifests.stream()
                .filter(manifest -> manifest.is("DestinationRule")
                        && manifest.string("spec", "host").equals(host))
                .flatMap(rule -> rule.list("spec", "subsets").stream())
                .map(each -> Manifest.string(each, "name"))
                .toList();
        if (!subset.isEmpty() && !subsets.contains(subset)) {
            report(
                    route,
                    place + ".subset",
                    subsets.isEmpty()
                            ? subset + ": there is no DestinationRule of this host; apply it first"
                            : subset + " is no subset of the DestinationRule, which has " + subsets);
        }
    }

    private void checkDestinationRule(Manifest rule) {
        String host = rule.string("spec", "host");
        @Nullable Manifest service = service(host);
        if (service == null) {
            report(rule, "spec.host", host + " is no Service");
            return;
        }
        List<?> subsets = rule.list("spec", "subsets");
        for (int i = 0; i < subsets.size(); i++) {
            if (Manifest.at(subsets.get(i), "labels") instanceof Map<?, ?> labels && !podsHave(labels)) {
                report(rule, "spec.subsets[" + i + "].labels", "no Deployment's pods have " + labels);
            }
        }
    }

    /** Ports of the pods are the Service's; at the ingress gateway a rule must name all that our Gateways open, or leave a way round. */
    private void checkAuthorizationPolicy(Manifest policy) {
        boolean atGateway = policy.at("spec", "selector", "matchLabels", "istio") != null;
        Set<Integer> known = atGateway ? gatewayPorts() : servicePorts();
        List<?> rules = policy.list("spec", "rules");
        for (int i = 0; i < rules.size(); i++) {
            List<?> operations = Manifest.list(rules.get(i), "to");
            for (int k = 0; k < operations.size(); k++) {
                Set<Integer> named = numbers(Manifest.list(operations.get(k), "operation", "ports"));
                String field = "spec.rules[" + i + "].to[" + k + "].operation.ports";
                if (atGateway && !named.containsAll(known)) {
                    report(policy, field, named + " leaves a way round: the Gateways open " + known);
                } else if (!atGateway && !known.containsAll(named)) {
                    report(policy, field, named + " are not all ports of the Service, which has " + known);
                }
            }
        }
    }

    private Set<Integer> gatewayPorts() {
        return manifests.stream()
                .filter(manifest -> manifest.is("Gateway"))
                .flatMap(gateway -> gateway.list("spec", "servers").stream())
                .map(server -> number(Manifest.at(server, "port", "number")))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private Set<Integer> servicePorts() {
        return manifests.stream()
                .filter(manifest -> manifest.is("Service"))
                .flatMap(service -> ports(service).stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<Integer> numbers(List<?> values) {
        return values.stream().map(ManifestCheck::number).collect(Collectors.toCollection(TreeSet::new));
    }

    // --- Kubernetes
    // ------------------------------------------------------------------------------------------------------

    private void checkService(Manifest service) {
        if (!(service.at("spec", "selector") instanceof Map<?, ?> selector && podsHave(selector))) {
            report(service, "spec.selector", "no Deployment's pods have " + service.at("spec", "selector"));
        }
        List<?> ports = service.list("spec", "ports");
        for (int i = 0; i < ports.size(); i++) {
            String field = "spec.ports[" + i + "]";
            int target = number(Manifest.at(ports.get(i), "targetPort"));
            for (Manifest deployment : deployments()) {
                if (!containerPorts(container(deployment)).contains(target)) {
                    report(service, field + ".targetPort", target + " is no port of " + deployment.name());
                }
            }
            if (Manifest.string(ports.get(i), "appProtocol").isEmpty()) {
                report(service, field + ".appProtocol", "is missing: the mesh would guess what is spoken");
            }
        }
    }

    private void checkDeployment(Manifest deployment) {
        @Nullable Object container = container(deployment);
        for (String probe : List.of("startupProbe", "readinessProbe", "livenessProbe")) {
            String field = "spec.template.spec.containers[0]." + probe + ".httpGet";
            @Nullable Object get = Manifest.at(container, probe, "httpGet");
            if (!PROBED.contains(Manifest.string(get, "path"))) {
                report(
                        deployment,
                        field + ".path",
                        "the gateway does not serve '" + Manifest.string(get, "path") + "'");
            }
            if (port(container, Manifest.at(get, "port")) != 9000) {
                report(deployment, field + ".port", Manifest.string(get, "port") + " is not the management port");
            }
        }
        String account = deployment.string("spec", "template", "spec", "serviceAccountName");
        if (named("ServiceAccount", account) == null) {
            report(deployment, "spec.template.spec.serviceAccountName", account + " is no ServiceAccount");
        }
        checkGrace(deployment, container);
    }

    private void checkGrace(Manifest deployment, @Nullable Object container) {
        int pause = number(Manifest.at(container, "lifecycle", "preStop", "sleep", "seconds"));
        int grace = number(deployment.at("spec", "template", "spec", "terminationGracePeriodSeconds"));
        // selector.lifecycle.drain-limit, 5 s for the end of the process, and as much again
        if (grace < pause + 20) {
            report(
                    deployment,
                    "spec.template.spec.terminationGracePeriodSeconds",
                    grace + " s are not enough for a pause of " + pause + " s and calls that take their time");
        }
    }

    private void checkAutoscaler(Manifest autoscaler) {
        String target = autoscaler.string("spec", "scaleTargetRef", "name");
        if (named("Deployment", target) == null) {
            report(autoscaler, "spec.scaleTargetRef.name", target + " is no Deployment");
        }
    }

    private void checkBudget(Manifest budget) {
        if (!(budget.at("spec", "selector", "matchLabels") instanceof Map<?, ?> labels && podsHave(labels))) {
            report(budget, "spec.selector.matchLabels", "no Deployment's pods have them");
        }
    }

    // --- what there is
    // ---------------------------------------------------------------------------------------------------

    private @Nullable Manifest service(String host) {
        return manifests.stream()
                .filter(each -> each.is("Service") && host.equals(each.name() + "." + each.namespace() + DOMAIN))
                .findFirst()
                .orElse(null);
    }

    private @Nullable Manifest named(String kind, String name) {
        return manifests.stream()
                .filter(each -> each.is(kind) && each.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    private List<Manifest> deployments() {
        return manifests.stream().filter(each -> each.is("Deployment")).toList();
    }

    private boolean podsHave(Map<?, ?> labels) {
        return deployments().stream()
                .anyMatch(deployment -> deployment.at("spec", "template", "metadata", "labels") instanceof Map<?, ?> all
                        && all.entrySet().containsAll(labels.entrySet()));
    }

    private static List<Integer> ports(Manifest service) {
        return service.list("spec", "ports").stream()
                .map(port -> number(Manifest.at(port, "port")))
                .toList();
    }

    private static @Nullable Object container(Manifest deployment) {
        return deployment.list("spec", "template", "spec", "containers").stream()
                .findFirst()
                .orElse(null);
    }

    private static List<Integer> containerPorts(@Nullable Object container) {
        return Manifest.list(container, "ports").stream()
                .map(port -> number(Manifest.at(port, "containerPort")))
                .toList();
    }

    private static int port(@Nullable Object container, @Nullable Object nameOrNumber) {
        return Manifest.list(container, "ports").stream()
                .filter(port -> Manifest.string(port, "name").equals(nameOrNumber))
                .findFirst()
                .map(port -> number(Manifest.at(port, "containerPort")))
                .orElseGet(() -> number(nameOrNumber));
    }

    private static int number(@Nullable Object value) {
        return switch (value) {
            case Integer number -> number;
            case String text when text.matches("\\d{1,5}") -> Integer.parseInt(text);
            case null, default -> 0;
        };
    }

    private void report(Manifest manifest, String field, String problem) {
        problems.add(manifest.file() + ": " + field + ": " + problem);
    }
}
