package io.algorithmselector.bootstrap;

import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** Refuses settings of ours that do not exist: a misspelt one would otherwise change nothing, in silence. Pure. */
final class SettingsCheck {
    private static final String PREFIX = "selector.";
    private static final String ENVIRONMENT_PREFIX = "SELECTOR_";

    /** Kubernetes makes such variables for a Service named {@code selector}; they are no settings. */
    private static final Set<String> KUBERNETES_PREFIXES = Set.of("SELECTOR_SERVICE_", "SELECTOR_PORT");

    /** Every key of {@link SelectorSettings}. */
    static final Set<String> KEYS = Set.of(
            "selector.catalog",
            "selector.model.name",
            "selector.model.base-path",
            "selector.cache.dir",
            "selector.lifecycle.load-threads",
            "selector.lifecycle.drain-limit",
            "selector.s3.endpoint",
            "selector.s3.region",
            "selector.s3.path-style",
            "selector.s3.anonymous",
            "selector.limits.request-size",
            "selector.limits.in-flight-size");

    private SettingsCheck() {}

    /**
     * @param properties the names of all configuration properties
     * @param environment the names of all environment variables
     * @throws IllegalArgumentException that names every key that does not exist
     */
    static void requireKnown(Iterable<String> properties, Iterable<String> environment) {
        Set<String> unknown = new TreeSet<>();
        for (String property : properties) {
            if (property.startsWith(PREFIX) && !KEYS.contains(property)) {
                unknown.add(property);
            }
        }
        Set<String> known = new TreeSet<>();
        KEYS.forEach(key -> known.add(environmentName(key)));
        for (String variable : environment) {
            if (variable.startsWith(ENVIRONMENT_PREFIX) && !known.contains(variable) && !kubernetes(variable)) {
                unknown.add(variable);
            }
        }
        // the environment's own names also appear as properties, in a spelling that is guessed
        unknown.removeIf(key -> key.startsWith(PREFIX) && guessed(key, environment));
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException(
                    "Unknown settings " + unknown + "; there are " + new TreeSet<>(KEYS) + ".");
        }
    }

    /** @throws IllegalArgumentException if settings contradict each other */
    static void requireConsistent(SelectorSettings settings) {
        SelectorSettings.Model model = settings.model();
        if (model.name().isPresent() != model.basePath().isPresent()) {
            throw new IllegalArgumentException("selector.model.name and selector.model.base-path go together");
        }
        if (model.name().isPresent() && settings.catalog().isPresent()) {
            throw new IllegalArgumentException("selector.catalog and selector.model.name exclude each other");
        }
    }

    private static boolean guessed(String property, Iterable<String> environment) {
        String name = environmentName(property);
        for (String variable : environment) {
            if (variable.equals(name)) {
                return true;
            }
        }
        return false;
    }

    private static boolean kubernetes(String variable) {
        return KUBERNETES_PREFIXES.stream().anyMatch(variable::startsWith);
    }

    /** {@code selector.s3.path-style} becomes {@code SELECTOR_S3_PATH_STYLE}. */
    static String environmentName(String key) {
        return key.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
    }
}
