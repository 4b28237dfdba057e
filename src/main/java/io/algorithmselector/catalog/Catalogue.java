package io.algorithmselector.catalog;

import java.util.Collections;
import java.util.List;
import java.util.SequencedMap;
import java.util.TreeMap;

/**
 * All models that shall be served.
 *
 * @param models by name, in the order of the names; empty means that nothing is to be served
 */
public record Catalogue(SequencedMap<String, ModelConfig> models) {
    public static final Catalogue EMPTY = new Catalogue(new TreeMap<>());

    /** @throws IllegalArgumentException if a model stands under a name that is not its own */
    public Catalogue {
        models.forEach((name, model) -> {
            if (!name.equals(model.name())) {
                throw new IllegalArgumentException("model " + model.name() + " stands under the name " + name);
            }
        });
        models = Collections.unmodifiableSequencedMap(new TreeMap<>(models));
    }

    /** @throws IllegalArgumentException if two models have one name */
    public static Catalogue of(List<ModelConfig> models) {
        TreeMap<String, ModelConfig> byName = new TreeMap<>();
        for (ModelConfig model : models) {
            if (byName.put(model.name(), model) != null) {
                throw new IllegalArgumentException("two models are named " + model.name());
            }
        }
        return new Catalogue(byName);
    }
}
