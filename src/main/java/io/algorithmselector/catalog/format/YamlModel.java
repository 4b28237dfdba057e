package io.algorithmselector.catalog.format;

import io.algorithmselector.catalog.BasePath;
import io.algorithmselector.catalog.CatalogueException;
import io.algorithmselector.catalog.ModelConfig;
import io.algorithmselector.catalog.Renewal;
import io.algorithmselector.catalog.Traffic;
import io.algorithmselector.catalog.VersionPolicy;
import io.algorithmselector.model.EngineOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One model of a catalogue in YAML. */
final class YamlModel {
    private static final List<String> KEYS =
            List.of("basePath", "versions", "labels", "traffic", "engine", "pollInterval", "marker", "transition");
    private static final List<String> RESERVED = List.of("shadow", "batching");

    private final String name;
    private final String folder;
    private final Diagnostics diagnostics;
    private final YamlValues values;

    YamlModel(String name, String folder, Diagnostics diagnostics) {
        this.name = name;
        this.folder = folder;
        this.diagnostics = diagnostics;
        this.values = new YamlValues(diagnostics);
    }

    ModelConfig read(YamlNode.Field entry) throws CatalogueException {
        YamlNode.Mapping model = values.mapping("the model", entry.value());
        requireNothingReserved(model);
        values.mapping("the model", model, KEYS);
        String basePath = basePath(entry.line(), model.field("basePath"));
        VersionPolicy versions = versions(model.field("versions"));
        SequencedMap<String, Long> labels = labels(model.field("labels"));
        Traffic traffic = traffic(model.field("traffic"), labels.keySet());
        EngineOptions engine = engine(model.field("engine"));
        Renewal renewal = new YamlRenewal(diagnostics).read(model);
        return diagnostics.at(
                entry.line(), () -> new ModelConfig(name, basePath, versions, labels, traffic, engine, renewal));
    }

    private void requireNothingReserved(YamlNode.Mapping model) throws CatalogueException {
        for (String key : RESERVED) {
            YamlNode.Field field = model.field(key);
            if (field != null) {
                throw diagnostics.invalid(
                        field.line(), "'" + key + "' is a reserved key: this version cannot do it yet");
            }
        }
    }

    private String basePath(int line, YamlNode.@Nullable Field field) throws CatalogueException {
        if (field == null) {
            throw diagnostics.invalid(line, "basePath is missing");
        }
        String written = values.text("basePath", field.value());
        return diagnostics.at(field.line(), () -> BasePath.resolve(written, folder));
    }

    private VersionPolicy versions(YamlNode.@Nullable Field field) throws CatalogueException {
        return field == null ? VersionPolicy.DEFAULT : new YamlVersions(diagnostics).read(field);
    }

    private EngineOptions engine(YamlNode.@Nullable Field field) throws CatalogueException {
        return field == null ? EngineOptions.DEFAULT : new YamlEngine(diagnostics).read(field);
    }

    private SequencedMap<String, Long> labels(YamlNode.@Nullable Field field) throws CatalogueException {
        SequencedMap<String, Long> labels = new TreeMap<>();
        if (field != null) {
            for (var entry : values.mapping("labels", field.value()).fields().entrySet()) {
                String label = entry.getKey();
                long version = values.integer("label " + label, entry.getValue().value());
                diagnostics.check(entry.getValue().line(), () -> ModelConfig.requireLabel(label, version));
                labels.put(label, version);
            }
        }
        return labels;
    }

    private @Nullable Traffic traffic(YamlNode.@Nullable Field field, Set<String> labels) throws CatalogueException {
        if (field == null) {
            return null;
        }
        List<Traffic.Share> shares = new ArrayList<>();
        for (var entry : values.mapping("traffic", field.value()).fields().entrySet()) {
            shares.add(share(entry.getKey(), entry.getValue(), labels));
        }
        return diagnostics.at(field.line(), () -> new Traffic(shares));
    }

    private Traffic.Share share(String target, YamlNode.Field percent, Set<String> labels) throws CatalogueException {
        int value = values.integer("traffic of " + target, percent.value(), 0, 100);
        Traffic.Share share = new Traffic.Share(target(target, percent.line()), value);
        diagnostics.check(percent.line(), () -> share.requireDeclared(labels));
        return share;
    }

    /** A key in quotes may be a number as well: JSON, and what is made from it, has no other keys. */
    private Traffic.Target target(String key, int line) throws CatalogueException {
        if (!Character.isDigit(key.isEmpty() ? ' ' : key.charAt(0))) {
            return new Traffic.Target.Label(key);
        }
        long number = values.integer("the version that traffic names", new YamlNode.Scalar(line, key, true));
        return diagnostics.at(line, () -> new Traffic.Target.Version(number));
    }
}
