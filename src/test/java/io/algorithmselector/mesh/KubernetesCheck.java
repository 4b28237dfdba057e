package io.algorithmselector.mesh;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Of {@link ManifestCheck}, what concerns the Deployments and what belongs to them. */
final class KubernetesCheck {
    private static final Set<String> PROBED = Set.of("/q/health/started", "/q/health/ready", "/q/health/live");
    private static final Pattern DURATION = Pattern.compile("(?i:PT)?(\\d{1,6})(ms|[sSmM]|)");

    /** Seconds that the end of the process may need after the drain. */
    private static final int END = 15;

    private final Manifests all;
    private final Problems problems;

    KubernetesCheck(Manifests all, Problems problems) {
        this.all = all;
        this.problems = problems;
    }

    void check(Manifest manifest) {
        switch (manifest.string("kind")) {
            case "Service" -> checkService(manifest);
            case "Deployment" -> checkDeployment(manifest);
            case "HorizontalPodAutoscaler" -> checkAutoscaler(manifest);
            case "PodDisruptionBudget" -> checkBudget(manifest);
            default -> {}
        }
    }

    private void checkService(Manifest service) {
        if (!(service.at("spec", "selector") instanceof Map<?, ?> selector && all.podsHave(selector))) {
            problems.add(service, "spec.selector", "no Deployment's pods have " + service.at("spec", "selector"));
        }
        List<?> ports = service.list("spec", "ports");
        for (int i = 0; i < ports.size(); i++) {
            String field = "spec.ports[" + i + "]";
            int target = Manifests.number(Manifest.at(ports.get(i), "targetPort"));
            for (Manifest deployment : all.deployments()) {
                if (!Manifests.containerPorts(Manifests.container(deployment)).contains(target)) {
                    problems.add(service, field + ".targetPort", target + " is no port of " + deployment.name());
                }
            }
            checkPortIsLetIn(service, field, target);
            if (Manifest.string(ports.get(i), "appProtocol").isEmpty()) {
                problems.add(service, field + ".appProtocol", "is missing: the mesh would guess what is spoken");
            }
        }
    }

    private void checkDeployment(Manifest deployment) {
        @Nullable Object container = Manifests.container(deployment);
        for (String probe : List.of("startupProbe", "readinessProbe", "livenessProbe")) {
            String field = "spec.template.spec.containers[0]." + probe + ".httpGet";
            @Nullable Object get = Manifest.at(container, probe, "httpGet");
            if (!PROBED.contains(Manifest.string(get, "path"))) {
                problems.add(
                        deployment,
                        field + ".path",
                        "the gateway does not serve '" + Manifest.string(get, "path") + "'");
            }
            if (Manifests.port(container, Manifest.at(get, "port")) != 9000) {
                problems.add(deployment, field + ".port", Manifest.string(get, "port") + " is not the management port");
            }
        }
        String account = deployment.string("spec", "template", "spec", "serviceAccountName");
        if (all.named("ServiceAccount", account) == null) {
            problems.add(deployment, "spec.template.spec.serviceAccountName", account + " is no ServiceAccount");
        }
        checkGrace(deployment, container);
    }

    /** As docs/operations.md has it: preStop, the pause, the drain, and 15 s for the end. */
    private void checkGrace(Manifest deployment, @Nullable Object container) {
        int preStop = Manifests.number(Manifest.at(container, "lifecycle", "preStop", "sleep", "seconds"));
        int pause = seconds(setting(container, "SELECTOR_SHUTDOWN_PAUSE", "0s"));
        int drain = seconds(setting(container, "SELECTOR_LIFECYCLE_DRAIN_LIMIT", "10s"));
        int grace = Manifests.number(deployment.at("spec", "template", "spec", "terminationGracePeriodSeconds"));
        if (grace < preStop + pause + drain + END) {
            problems.add(
                    deployment,
                    "spec.template.spec.terminationGracePeriodSeconds",
                    grace + " s do not hold preStop's " + preStop + " s, the pause's " + pause
                            + " s, the drain limit's " + drain + " s and " + END + " s for the end");
        }
    }

    private static String setting(@Nullable Object container, String name, String otherwise) {
        return Manifest.list(container, "env").stream()
                .filter(variable -> Manifest.string(variable, "name").equals(name))
                .map(variable -> Manifest.string(variable, "value"))
                .findFirst()
                .orElse(otherwise);
    }

    /** Rounded up; what cannot be read is an hour, which no grace period holds. */
    private static int seconds(String duration) {
        Matcher matcher = DURATION.matcher(duration);
        if (!matcher.matches()) {
            return 3600;
        }
        int number = Integer.parseInt(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> (number + 999) / 1000;
            case "m", "M" -> number * 60;
            default -> number;
        };
    }

    private void checkAutoscaler(Manifest autoscaler) {
        String target = autoscaler.string("spec", "scaleTargetRef", "name");
        if (all.named("Deployment", target) == null) {
            problems.add(autoscaler, "spec.scaleTargetRef.name", target + " is no Deployment");
        }
    }

    private void checkBudget(Manifest budget) {
        if (!(budget.at("spec", "selector", "matchLabels") instanceof Map<?, ?> labels && all.podsHave(labels))) {
            problems.add(budget, "spec.selector.matchLabels", "no Deployment's pods have them");
        }
    }

    /** Where policies say who gets in, each port of the Service must be let in by one of them. */
    private void checkPortIsLetIn(Manifest service, String field, int target) {
        List<Manifest> policies = all.stream()
                .filter(manifest -> manifest.is("NetworkPolicy")
                        && manifest.list("spec", "policyTypes").contains("Ingress"))
                .toList();
        boolean letIn = policies.stream()
                .flatMap(policy -> policy.list("spec", "ingress").stream())
                .anyMatch(rule -> Manifest.at(rule, "ports") == null
                        || Manifest.list(rule, "ports").stream()
                                .anyMatch(port -> Manifests.number(Manifest.at(port, "port")) == target));
        if (!policies.isEmpty() && !letIn) {
            problems.add(service, field + ".targetPort", target + " is let in by no NetworkPolicy");
        }
    }
}
