package io.algorithmselector.inference;

import io.algorithmselector.lifecycle.ServingModel;
import io.algorithmselector.lifecycle.ServingState;
import io.algorithmselector.selection.Candidates;
import io.algorithmselector.selection.VersionSelector;
import java.util.function.LongSupplier;

/** Begins inference calls. Thread-safe. */
public final class Inference {
    private final ServingState models;
    private final VersionSelector selector;
    private final InferenceObserver observer;
    private final LongSupplier nanoClock;

    /** @param nanoClock such as {@link System#nanoTime} */
    public Inference(
            ServingState models, VersionSelector selector, InferenceObserver observer, LongSupplier nanoClock) {
        this.models = models;
        this.selector = selector;
        this.observer = observer;
        this.nanoClock = nanoClock;
    }

    /** What there is to select from of a model as it is served now. */
    public static Candidates candidates(ServingModel model) {
        return new Candidates(
                model.name(), model.states(), model.available(), model.labels(), model.answering(), model.traffic());
    }

    /**
     * Begins one request's call, when the whole request has arrived.
     *
     * @param model the name that the request asks for, whether the catalogue has it or not; empty if it names none
     */
    public InferenceCall begin(Protocol protocol, Transport transport, String model) {
        return new InferenceCall(models, selector, observer, nanoClock, protocol, transport, model);
    }
}
