package io.algorithmselector.catalog.format;

import io.algorithmselector.catalog.CatalogueException;
import io.algorithmselector.catalog.VersionPolicy;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A model's {@code versions}. */
final class YamlVersions {
    private static final String POLICIES = "all, latest or specific";

    private final Diagnostics diagnostics;
    private final YamlValues values;

    YamlVersions(Diagnostics diagnostics) {
        this.diagnostics = diagnostics;
        this.values = new YamlValues(diagnostics);
    }

    VersionPolicy read(YamlNode.Field versions) throws CatalogueException {
        YamlNode.Mapping mapping = values.mapping("versions", versions.value(), List.of("policy", "count", "versions"));
        YamlNode.Field policy = mapping.field("policy");
        if (policy == null) {
            throw diagnostics.invalid(versions.line(), "versions names no policy; it is " + POLICIES);
        }
        String name = values.text("policy", policy.value());
        requireFor("latest", name, "count", mapping.field("count"));
        requireFor("specific", name, "versions", mapping.field("versions"));
        return switch (name) {
            case "all" -> new VersionPolicy.All();
            case "latest" -> latest(mapping.field("count"));
            case "specific" -> specific(policy.line(), mapping.field("versions"));
            default -> throw diagnostics.invalid(policy.line(), "the policy '" + name + "' is not " + POLICIES);
        };
    }

    private void requireFor(String policy, String actual, String key, YamlNode.@Nullable Field field)
            throws CatalogueException {
        if (field != null && !policy.equals(actual)) {
            throw diagnostics.invalid(
                    field.line(), key + " belongs to the policy " + policy + ", not to '" + actual + "'");
        }
    }

    private VersionPolicy latest(YamlNode.@Nullable Field count) throws CatalogueException {
        return count == null
                ? VersionPolicy.DEFAULT
                : new VersionPolicy.Latest(values.integer("count", count.value(), 1, Integer.MAX_VALUE));
    }

    private VersionPolicy specific(int line, YamlNode.@Nullable Field versions) throws CatalogueException {
        if (versions == null) {
            throw diagnostics.invalid(line, "the policy specific needs versions, such as [1, 2]");
        }
        NavigableSet<Long> numbers = new TreeSet<>();
        for (YamlNode item : values.sequence("versions", versions.value())) {
            long number = values.integer("a version", item);
            if (!numbers.add(number)) {
                throw diagnostics.invalid(item.line(), "version " + number + " stands twice");
            }
        }
        return diagnostics.at(versions.line(), () -> new VersionPolicy.Specific(numbers));
    }
}
