package io.algorithmselector.testing;

import io.algorithmselector.lifecycle.Phase;
import io.algorithmselector.lifecycle.ServingModel;
import io.algorithmselector.lifecycle.ServingState;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Models put together by hand, always ready; counts how often one was looked up. */
public final class FakeServing implements ServingState {
    private final SequencedMap<String, ServingModel> models = new TreeMap<>();
    private final AtomicInteger lookUps = new AtomicInteger();

    public FakeServing with(ServingModel model) {
        models.put(model.name(), model);
        return this;
    }

    public int lookUps() {
        return lookUps.get();
    }

    @Override
    public @Nullable ServingModel model(String name) {
        lookUps.incrementAndGet();
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

    @Override
    public Phase phase() {
        return Phase.SERVING;
    }

    @Override
    public long generation() {
        return 1;
    }
}
