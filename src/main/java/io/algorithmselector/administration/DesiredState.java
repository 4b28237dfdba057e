package io.algorithmselector.administration;

import io.algorithmselector.catalog.Catalogue;
import io.algorithmselector.catalog.ModelConfig;
import io.algorithmselector.model.Failure;
import io.algorithmselector.model.ServingException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the catalogue says, and what requests have made of it since. Immutable.
 *
 * @param catalogue as it was read last
 * @param known every model that can be loaded by its name: those of the last reload, and those of the catalogue
 * @param wanted those of them that shall be served
 * @param unloadedVersions by model, what it had when a request unloaded it
 */
record DesiredState(
        Catalogue catalogue,
        SequencedMap<String, ModelConfig> known,
        SequencedMap<String, ModelConfig> wanted,
        Map<String, NavigableSet<Long>> unloadedVersions) {
    DesiredState {
        known = Collections.unmodifiableSequencedMap(new TreeMap<>(known));
        wanted = Collections.unmodifiableSequencedMap(new TreeMap<>(wanted));
        unloadedVersions = Map.copyOf(unloadedVersions);
    }

    static DesiredState of(Catalogue catalogue) {
        return new DesiredState(catalogue, catalogue.models(), catalogue.models(), Map.of());
    }

    /** @throws ServingException with {@code ModelNotFound} if the model is not known */
    DesiredState load(String model) {
        ModelConfig config = requireKnown(model);
        SequencedMap<String, ModelConfig> next = new TreeMap<>(wanted);
        next.put(model, config);
        Map<String, NavigableSet<Long>> unloaded = new TreeMap<>(unloadedVersions);
        unloaded.remove(model);
        return new DesiredState(catalogue, known, next, unloaded);
    }

    /**
     * @param versions that are known of it now
     * @throws ServingException with {@code ModelNotFound} if the model is not known
     */
    DesiredState unload(String model, NavigableSet<Long> versions) {
        requireKnown(model);
        if (!wanted.containsKey(model)) {
            return this;
        }
        SequencedMap<String, ModelConfig> next = new TreeMap<>(wanted);
        next.remove(model);
        Map<String, NavigableSet<Long>> unloaded = new TreeMap<>(unloadedVersions);
        unloaded.put(model, Collections.unmodifiableNavigableSet(new TreeSet<>(versions)));
        return new DesiredState(catalogue, known, next, unloaded);
    }

    /**
     * Exactly these are wanted from now on.
     *
     * @throws ServingException with {@code InvalidInput} if two have one name
     */
    DesiredState reload(List<ModelConfig> models) {
        SequencedMap<String, ModelConfig> next = new TreeMap<>();
        for (ModelConfig model : models) {
            if (next.put(model.name(), model) != null) {
                throw ServingException.invalidInput("two models are named " + model.name());
            }
        }
        SequencedMap<String, ModelConfig> all = new TreeMap<>(catalogue.models());
        all.putAll(next);
        return new DesiredState(catalogue, all, next, Map.of());
    }

    private ModelConfig requireKnown(String model) {
        ModelConfig config = known.get(model);
        if (config == null) {
            throw new ServingException(new Failure.ModelNotFound(model));
        }
        return config;
    }

    /** The versions of a model that is known and not wanted, as far as anybody remembers. */
    NavigableSet<Long> unloaded(String model) {
        return unloadedVersions.getOrDefault(model, Collections.emptyNavigableSet());
    }

    /** As the lifecycle takes it. */
    Catalogue toApply() {
        return new Catalogue(wanted);
    }
}
