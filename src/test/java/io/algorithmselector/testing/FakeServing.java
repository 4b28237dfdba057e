package io.algorithmselector.testing;

import io.algorithmselector.lifecycle.ServingModel;
import io.algorithmselector.lifecycle.ServingState;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Models put together by hand, always ready. */
public final class FakeServing implements ServingState {
    private final SequencedMap<String, ServingModel> models = new TreeMap<>();

    public FakeServing with(ServingModel model) {
        models.put(model.name(), model);
        return this;
    }

    @Override
    public @Nullable ServingModel model(String name) {
        return models.get(name);
    }

    @Override
    public SequencedMap<String, ServingModel> models() {
        return models;
    }

    @Override
    public boolean ready() {
        return true;
    }
}
