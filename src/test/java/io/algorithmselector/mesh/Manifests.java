package io.algorithmselector.mesh;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Objects that are to be applied together, and what one looks for in them. */
record Manifests(List<Manifest> manifests) {
    private static final String DOMAIN = ".svc.cluster.local";

    Manifests {
        manifests = List.copyOf(manifests);
    }

    Stream<Manifest> stream() {
        return manifests.stream();
    }

    @Nullable
    Manifest service(String host) {
        return manifests.stream()
                .filter(each -> each.is("Service") && host.equals(each.name() + "." + each.namespace() + DOMAIN))
                .findFirst()
                .orElse(null);
    }

    @Nullable
    Manifest named(String kind, String name) {
        return manifests.stream()
                .filter(each -> each.is(kind) && each.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    List<Manifest> deployments() {
        return manifests.stream().filter(each -> each.is("Deployment")).toList();
    }

    boolean podsHave(Map<?, ?> labels) {
        return deployments().stream()
                .anyMatch(deployment -> deployment.at("spec", "template", "metadata", "labels") instanceof Map<?, ?> all
                        && all.entrySet().containsAll(labels.entrySet()));
    }

    static List<Integer> ports(Manifest service) {
        return service.list("spec", "ports").stream()
                .map(port -> number(Manifest.at(port, "port")))
                .toList();
    }

    static @Nullable Object container(Manifest deployment) {
        return deployment.list("spec", "template", "spec", "containers").stream()
                .findFirst()
                .orElse(null);
    }

    static List<Integer> containerPorts(@Nullable Object container) {
        return Manifest.list(container, "ports").stream()
                .map(port -> number(Manifest.at(port, "containerPort")))
                .toList();
    }

    static int port(@Nullable Object container, @Nullable Object nameOrNumber) {
        return Manifest.list(container, "ports").stream()
                .filter(port -> Manifest.string(port, "name").equals(nameOrNumber))
                .findFirst()
                .map(port -> number(Manifest.at(port, "containerPort")))
                .orElseGet(() -> number(nameOrNumber));
    }

    static int number(@Nullable Object value) {
        return switch (value) {
            case Integer number -> number;
            case String text when text.matches("\\d{1,5}") -> Integer.parseInt(text);
            case null, default -> 0;
        };
    }

    static Set<Integer> numbers(List<?> values) {
        return values.stream().map(Manifests::number).collect(Collectors.toCollection(TreeSet::new));
    }
}
