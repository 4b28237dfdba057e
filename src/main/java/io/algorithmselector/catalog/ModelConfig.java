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
 * @param name of any characters but those that a path of the REST interface could not carry, see {@link #requireName}
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
        EngineOptions engine,
        Renewal renewal) {
    /** Without what separates it from the rest of a path, or what a REST path must not hold, encoded or not. */
    private static final Pattern NAME = Pattern.compile("(?!\\.{1,2}$)[^/\\\\:;\\p{Cntrl}]+");

    private static final Pattern LABEL = Pattern.compile("[A-Za-z][A-Za-z0-9._-]*");

    /** @throws IllegalArgumentException that names what is wrong */
    public ModelConfig {
        requireName(name);
        if (basePath.isBlank()) {
            throw new IllegalArgumentException("basePath of model " + name + " is empty");
        }
        labels.forEach(ModelConfig::requireLabel);
        if (traffic != null) {
            for (Traffic.Share share : traffic.shares()) {
                share.requireDeclared(labels.keySet());
            }
        }
        labels = Collections.unmodifiableSequencedMap(new TreeMap<>(labels));
    }

    /** With what is usual for new content. */
    public ModelConfig(
            String name,
            String basePath,
            VersionPolicy versions,
            SequencedMap<String, Long> labels,
            @Nullable Traffic traffic,
            EngineOptions engine) {
        this(name, basePath, versions, labels, traffic, engine, Renewal.DEFAULT);
    }

    /** @throws IllegalArgumentException if that is no name for a model */
    public static void requireName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("model name '" + name
                    + "' is empty, a dot or two, or contains '/', '\\', ':', ';' or a control character");
        }
    }

    /** @throws IllegalArgumentException if that is no label, or no version for one to point at */
    public static void requireLabel(String label, long version) {
        if (!LABEL.matcher(label).matches()) {
            throw new IllegalArgumentException(
                    "label '" + label + "' is not a letter followed by letters, digits, '.', '_' and '-'");
        }
        if (version < 0) {
            throw new IllegalArgumentException("label " + label + " points at " + version + ", which is negative");
        }
    }

    /**
     * The versions to load: what the policy wants of those present, and whatever {@code labels} or {@code traffic} name,
     * so that an upload can never unload what a label points at.
     */
    public NavigableSet<Long> wanted(NavigableSet<Long> present) {
        NavigableSet<Long> wanted = new TreeSet<>();
        wanted.addAll(versions.wanted(present));
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
