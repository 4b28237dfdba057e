package io.algorithmselector.bootstrap;

import io.algorithmselector.catalog.BasePath;
import io.algorithmselector.catalog.Renewal;
import io.algorithmselector.model.S3Address;
import io.algorithmselector.repository.s3.S3Settings;
import io.quarkus.runtime.configuration.MemorySize;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Refuses settings of ours that do not exist, for a misspelt one would otherwise change nothing, in silence; and values that
 * cannot be meant, by key and value. Pure.
 */
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
            "selector.cache.max-size",
            "selector.repository.poll-interval",
            "selector.repository.settle-time",
            "selector.repository.bandwidth",
            "selector.lifecycle.load-threads",
            "selector.lifecycle.drain-limit",
            "selector.shutdown.pause",
            "selector.s3.endpoint",
            "selector.s3.region",
            "selector.s3.path-style",
            "selector.s3.anonymous",
            "selector.limits.request-size",
            "selector.limits.in-flight-size",
            "selector.admin.enabled",
            "selector.admin.allowed-base-paths",
            "selector.admin.wait-limit");

    private static final Duration LONGEST_DRAIN = Duration.ofDays(1);
    private static final Duration LONGEST_PAUSE = Duration.ofHours(1);
    private static final Duration LONGEST_WAIT = Duration.ofDays(1);
    private static final Duration LONGEST_SETTLE_TIME = Duration.ofDays(1);

    private SettingsCheck() {}

    /**
     * @param properties the names of all configuration properties
     * @param environment the names of all environment variables
     * @throws IllegalArgumentException that names every key that does not exist
     */
    static void requireKnown(Iterable<String> properties, Iterable<String> environment) {
        Set<String> unknown = unknown(properties, environment);
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException(
                    "Unknown settings " + unknown + "; there are " + new TreeSet<>(KEYS) + ".");
        }
    }

    private static Set<String> unknown(Iterable<String> properties, Iterable<String> environment) {
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
        return unknown;
    }

    /** What is wrong with the values, each by its key; empty if they can be used. */
    static List<String> problems(SelectorSettings settings) {
        List<String> problems = new ArrayList<>();
        contradictions(settings, problems);
        repository(settings.repository(), problems);
        int threads = settings.lifecycle().loadThreads();
        if (threads < 1) {
            problems.add("selector.lifecycle.load-threads is " + threads + "; it must be at least 1");
        }
        Duration drain = settings.lifecycle().drainLimit();
        if (drain.isNegative() || drain.compareTo(LONGEST_DRAIN) > 0) {
            problems.add("selector.lifecycle.drain-limit is " + drain + "; it must be from 0s to 24h");
        }
        Duration pause = settings.shutdown().pause();
        if (pause.isNegative() || pause.compareTo(LONGEST_PAUSE) > 0) {
            problems.add("selector.shutdown.pause is " + pause + "; it must be from 0s to 1h");
        }
        long bytes = settings.limits().requestSize().asLongValue();
        if (bytes < 1) {
            problems.add("selector.limits.request-size is " + bytes + "; it must be at least 1");
        }
        long together =
                settings.limits().inFlightSize().map(MemorySize::asLongValue).orElse(1L);
        if (together < 1) {
            problems.add("selector.limits.in-flight-size is " + together + "; it must be at least 1");
        }
        settings.cache()
                .maxSize()
                .map(MemorySize::asLongValue)
                .filter(size -> size < 1)
                .ifPresent(size -> problems.add("selector.cache.max-size is " + size + "; it must be at least 1"));
        settings.catalog()
                .filter(S3Address::isOne)
                .flatMap(SettingsCheck::addressProblem)
                .ifPresent(problems::add);
        settings.s3().endpoint().flatMap(SettingsCheck::endpointProblem).ifPresent(problems::add);
        settings.s3()
                .region()
                .filter(String::isBlank)
                .ifPresent(region -> problems.add(
                        "selector.s3.region is '" + region + "'; it must be a region's name, or left out"));
        administration(settings.admin(), problems);
        return List.copyOf(problems);
    }

    private static void repository(SelectorSettings.Repository repository, List<String> problems) {
        try {
            Renewal.requireInterval("selector.repository.poll-interval", repository.pollInterval());
        } catch (IllegalArgumentException e) {
            problems.add(String.valueOf(e.getMessage()));
        }
        repository
                .settleTime()
                .filter(time -> time.isNegative() || time.compareTo(LONGEST_SETTLE_TIME) > 0)
                .ifPresent(time ->
                        problems.add("selector.repository.settle-time is " + time + "; it must be from 0s to 24h"));
        repository
                .bandwidth()
                .map(MemorySize::asLongValue)
                .filter(bytes -> bytes < S3Settings.LEAST_BYTES_PER_SECOND)
                .ifPresent(bytes -> problems.add("selector.repository.bandwidth is " + bytes
                        + " bytes a second; it must be at least " + S3Settings.LEAST_BYTES_PER_SECOND));
    }

    private static void administration(SelectorSettings.Admin admin, List<String> problems) {
        Duration wait = admin.waitLimit();
        if (!wait.isPositive() || wait.compareTo(LONGEST_WAIT) > 0) {
            problems.add("selector.admin.wait-limit is " + wait + "; it must be above 0s and at most 24h");
        }
        for (String basePath : admin.allowedBasePaths().orElse(List.of())) {
            try {
                BasePath.resolve(basePath, "/");
            } catch (IllegalArgumentException e) {
                problems.add("selector.admin.allowed-base-paths: " + e.getMessage());
            }
        }
    }

    private static void contradictions(SelectorSettings settings, List<String> problems) {
        SelectorSettings.Model model = settings.model();
        if (model.name().isPresent() != model.basePath().isPresent()) {
            String present = model.name().isPresent() ? "selector.model.name" : "selector.model.base-path";
            problems.add("selector.model.name and selector.model.base-path go together; there is " + present + " only");
        }
        if (model.name().isPresent() && settings.catalog().isPresent()) {
            problems.add("selector.catalog (" + settings.catalog().get() + ") and selector.model.name ("
                    + model.name().get() + ") exclude each other");
        }
    }

    private static Optional<String> addressProblem(String catalogue) {
        try {
            S3Address.parseObject(catalogue);
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of("selector.catalog: " + e.getMessage());
        }
    }

    private static Optional<String> endpointProblem(URI endpoint) {
        try {
            S3Settings.requireHttp(endpoint);
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of("selector.s3.endpoint: " + e.getMessage());
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
