package io.algorithmselector.mesh;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Of {@link ManifestCheck}, what concerns routes, subsets, gateways and policies. */
final class IstioCheck {
    private static final Pattern PRINCIPAL = Pattern.compile("cluster\\.local/ns/([^/*]+)/sa/([^/*]+)");

    private final Manifests all;
    private final Problems problems;

    IstioCheck(Manifests all, Problems problems) {
        this.all = all;
        this.problems = problems;
    }

    void check(Manifest manifest) {
        switch (manifest.string("kind")) {
            case "VirtualService" -> checkVirtualService(manifest);
            case "DestinationRule" -> checkDestinationRule(manifest);
            case "Gateway" -> checkGateway(manifest);
            case "AuthorizationPolicy" -> checkAuthorizationPolicy(manifest);
            default -> {}
        }
    }

    private void checkVirtualService(Manifest route) {
        for (Object gateway : route.list("spec", "gateways")) {
            if (!gateway.equals("mesh") && all.named("Gateway", gateway.toString()) == null) {
                problems.add(route, "spec.gateways", gateway + " is no Gateway");
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
            total += alone ? 100 : Manifests.number(Manifest.at(destination, "weight"));
        }
        if (!destinations.isEmpty() && total != 100) {
            problems.add(route, field, "the weights are " + total + " in all, not 100");
        }
    }

    private void checkDestinations(Manifest route, String field, List<?> destinations) {
        for (int i = 0; i < destinations.size(); i++) {
            Object destination = Manifest.at(destinations.get(i), "destination");
            String place = field + "[" + i + "].destination";
            String host = Manifest.string(destination, "host");
            @Nullable Manifest service = all.service(host);
            if (service == null) {
                problems.add(route, place + ".host", host + " is no Service");
            } else {
                int port = Manifests.number(Manifest.at(destination, "port", "number"));
                if (!Manifests.ports(service).contains(port)) {
                    problems.add(
                            route,
                            place + ".port.number",
                            port + " is no port of the Service, which has " + Manifests.ports(service));
                }
                checkSubset(route, place, host, Manifest.string(destination, "subset"));
            }
        }
    }

    private void checkSubset(Manifest route, String place, String host, String subset) {
        List<String> subsets = all.stream()
                .filter(manifest -> manifest.is("DestinationRule")
                        && manifest.string("spec", "host").equals(host))
                .flatMap(rule -> rule.list("spec", "subsets").stream())
                .map(each -> Manifest.string(each, "name"))
                .toList();
        if (!subset.isEmpty() && !subsets.contains(subset)) {
            problems.add(
                    route,
                    place + ".subset",
                    subsets.isEmpty()
                            ? subset + ": there is no DestinationRule of this host; apply it first"
                            : subset + " is no subset of the DestinationRule, which has " + subsets);
        }
    }

    private void checkDestinationRule(Manifest rule) {
        String host = rule.string("spec", "host");
        @Nullable Manifest service = all.service(host);
        if (service == null) {
            problems.add(rule, "spec.host", host + " is no Service");
            return;
        }
        List<?> subsets = rule.list("spec", "subsets");
        for (int i = 0; i < subsets.size(); i++) {
            if (Manifest.at(subsets.get(i), "labels") instanceof Map<?, ?> labels && !all.podsHave(labels)) {
                problems.add(rule, "spec.subsets[" + i + "].labels", "no Deployment's pods have " + labels);
            }
        }
    }

    /** What a Gateway opens, the ingress gateway's Service must open too, by the patch that is shipped beside it. */
    private void checkGateway(Manifest gateway) {
        List<Manifest> patches = all.stream()
                .filter(manifest -> manifest.file().endsWith("_service_patch.yaml"))
                .toList();
        Set<Integer> open = patches.stream()
                .flatMap(patch -> Manifests.ports(patch).stream())
                .collect(Collectors.toCollection(TreeSet::new));
        List<?> servers = gateway.list("spec", "servers");
        for (int i = 0; i < servers.size(); i++) {
            int port = Manifests.number(Manifest.at(servers.get(i), "port", "number"));
            if (!patches.isEmpty() && !open.contains(port)) {
                problems.add(
                        gateway,
                        "spec.servers[" + i + "].port.number",
                        port + " is not opened by the patch of the ingress gateway's Service, which opens " + open);
            }
        }
    }

    private void checkAuthorizationPolicy(Manifest policy) {
        List<?> rules = policy.list("spec", "rules");
        for (int i = 0; i < rules.size(); i++) {
            String field = "spec.rules[" + i + "]";
            checkOperations(policy, field, Manifest.list(rules.get(i), "to"));
            checkSources(policy, field, Manifest.list(rules.get(i), "from"));
        }
    }

    /**
     * Ports of the pods are the Service's; at the ingress gateway a rule that names ports must name all that our Gateways open, or
     * leaves a way round. One that names none holds on all.
     */
    private void checkOperations(Manifest policy, String rule, List<?> operations) {
        boolean atGateway = policy.at("spec", "selector", "matchLabels", "istio") != null;
        Set<Integer> known = atGateway ? gatewayPorts() : servicePorts();
        for (int i = 0; i < operations.size(); i++) {
            Set<Integer> named = Manifests.numbers(Manifest.list(operations.get(i), "operation", "ports"));
            String field = rule + ".to[" + i + "].operation.ports";
            if (named.isEmpty()) {
                continue;
            }
            if (atGateway && !named.containsAll(known)) {
                problems.add(policy, field, named + " leaves a way round: the Gateways open " + known);
            } else if (!atGateway && !known.containsAll(named)) {
                problems.add(policy, field, named + " are not all ports of the Service, which has " + known);
            }
        }
    }

    /** A principal that nobody can have lets nobody in, or keeps nobody out. */
    private void checkSources(Manifest policy, String rule, List<?> sources) {
        for (int i = 0; i < sources.size(); i++) {
            @Nullable Object source = Manifest.at(sources.get(i), "source");
            for (String list : List.of("principals", "notPrincipals")) {
                String field = rule + ".from[" + i + "].source." + list;
                for (Object principal : Manifest.list(source, list)) {
                    checkPrincipal(policy, field, principal.toString());
                }
            }
        }
    }

    private void checkPrincipal(Manifest policy, String field, String principal) {
        Matcher matcher = PRINCIPAL.matcher(principal);
        if (!matcher.matches()) {
            problems.add(policy, field, principal + " is not cluster.local/ns/NAMESPACE/sa/ACCOUNT");
        } else if (all.stream()
                .noneMatch(each -> each.is("ServiceAccount")
                        && each.namespace().equals(matcher.group(1))
                        && each.name().equals(matcher.group(2)))) {
            problems.add(policy, field, principal + " is no ServiceAccount");
        }
    }

    private Set<Integer> gatewayPorts() {
        return all.stream()
                .filter(manifest -> manifest.is("Gateway"))
                .flatMap(gateway -> gateway.list("spec", "servers").stream())
                .map(server -> Manifests.number(Manifest.at(server, "port", "number")))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private Set<Integer> servicePorts() {
        return all.stream()
                .filter(manifest -> manifest.is("Service"))
                .flatMap(service -> Manifests.ports(service).stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
