package io.algorithmselector.catalog;

import io.algorithmselector.model.EngineOptions;
import java.util.Collections;
import java.util.NavigableSet;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The desired state of one model.
 *
 * @param name without {@code /} and {@code :}, which separate it from the rest of a path
 * @param basePath the address below which {@code <version>/saved_model.pb} lies: an {@code s3://} address without a
 *     trailing slash, or an absolute path
 * @param labels version numbers by label
 * @param traffic null: the newest available version answers
 */
public record ModelConfig(
        String name,
        String basePath,
        VersionPolicy versions,
        SequencedMap<String, Long> labels,
        @Nullable Traffic traffic,
        EngineOptions engine) {
    private static final Pattern NAME = Pattern.compile("[^/:\\p{Cntrl}]+");
    private static final Pattern LABEL = Pattern.compile("[A-Za-z][A-Za-z0-9._-]*");

    /** @throws IllegalArgumentException that names what is wrong */
    public ModelConfig {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "model name '" + name + "' is empty or contains '/', ':' or a control character");
        }
        if (basePath.isBlank()) {
            throw new IllegalArgumentException("basePath of model " + name + " is empty");
        }
        labels.forEach((label, version) -> requireLabel(name, label, version));
        if (traffic != null) {
            requireDeclared(name, traffic, labels);
        }
        labels = Collections.unmodifiableSequencedMap(new TreeMap<>(labels));
    }

    private static void requireLabel(String name, String label, long version) {
        if (!LABEL.matcher(label).matches()) {
            throw new IllegalArgumentException("label '" + label + "' of model " + name
                    + " does not start with a letter followed by letters, digits, '.', '_' or '-'");
        }
        if (version < 0) {
            throw new IllegalArgumentException("label " + label + " of model " + name + " points at " + version);
        }
    }

    private static void requireDeclared(String name, Traffic traffic, SequencedMap<String, Long> labels) {
        for (Traffic.Share share : traffic.shares()) {
            if (share.target() instanceof Traffic.Target.Label(String label) && !labels.containsKey(label)) {
                throw new IllegalArgumentException(
                        "traffic of model " + name + " names the label " + label + ", which it does not have");
            }
        }
    }

    /**
     * The versions to load: what the policy wants of those present, and whatever {@code labels} or {@code traffic} name,
     * so that an upload can never unload what a label points at.
     */
    public NavigableSet<Long> wanted(NavigableSet<Long> present) {
        NavigableSet<Long> wanted = new TreeSet<>(versions.wanted(present));
        wanted.addAll(labels.values());
        if (traffic != null) {
            for (Traffic.Share share : traffic.shares()) {
                if (share.target() instanceof Traffic.Target.Version(long number)) {
                    wanted.add(number);
                }
            }
        }
        return wanted;
    }
}
