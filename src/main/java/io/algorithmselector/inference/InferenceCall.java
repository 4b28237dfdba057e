package io.algorithmselector.inference;

import io.algorithmselector.lifecycle.ServableHandle;
import io.algorithmselector.lifecycle.ServingModel;
import io.algorithmselector.lifecycle.ServingState;
import io.algorithmselector.lifecycle.State;
import io.algorithmselector.model.Failure;
import io.algorithmselector.model.ServingException;
import io.algorithmselector.model.Signature;
import io.algorithmselector.model.Tensor;
import io.algorithmselector.model.VersionId;
import io.algorithmselector.selection.Candidates;
import io.algorithmselector.selection.Selected;
import io.algorithmselector.selection.VersionChoice;
import io.algorithmselector.selection.VersionRequest;
import io.algorithmselector.selection.VersionSelector;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way: {@link #run} once, then {@link #finish} once, whatever happened. The version that was chosen is known
 * from then on, in failure too, so that every answer can say it. Used by one thread at a time.
 */
public final class InferenceCall {
    /** How often a request may find its version unloaded between choosing and holding it before it is given up. */
    private static final int ATTEMPTS = 8;

    private final ServingState models;
    private final VersionSelector selector;
    private final InferenceObserver observer;
    private final LongSupplier nanoClock;
    private final Protocol protocol;
    private final Transport transport;
    private final long start;
    private @Nullable String model;
    private @Nullable VersionId version;
    private @Nullable String fallback;

    InferenceCall(
            ServingState models,
            VersionSelector selector,
            InferenceObserver observer,
            LongSupplier nanoClock,
            Protocol protocol,
            Transport transport) {
        this.models = models;
        this.selector = selector;
        this.observer = observer;
        this.nanoClock = nanoClock;
        this.protocol = protocol;
        this.transport = transport;
        this.start = nanoClock.getAsLong();
    }

    /**
     * Selects, holds, decodes, runs and releases; blocks while the model computes. The outputs are copies: nothing is held any
     * more when it returns or throws.
     *
     * @throws ServingException that says why there is no answer
     */
    public InferenceResult run(InferenceRequest request) {
        try (ServableHandle handle = hold(request.model(), request.version())) {
            VersionId held = handle.id();
            version = held;
            if (fallback != null) {
                observer.fellBack(held.model(), fallback);
            }
            Signature signature = handle.servable().signatures().get(request.signature());
            if (signature == null) {
                throw new ServingException(
                        new Failure.SignatureNotFound(held.model(), held.number(), request.signature()));
            }
            Map<String, Tensor> inputs = request.inputs().decode(signature);
            SequencedMap<String, Tensor> outputs = handle.servable().run(signature, inputs, request.outputs());
            return new InferenceResult(held, signature, outputs);
        }
    }

    /**
     * A version that is unloaded between being chosen and being held has left the next snapshot by then, so that another try
     * chooses anew, or says why there is none to choose.
     */
    private ServableHandle hold(String name, VersionRequest wanted) {
        for (int attempt = 1; ; attempt++) {
            ServingModel found = models.model(name);
            if (found == null) {
                throw new ServingException(new Failure.ModelNotFound(name));
            }
            model = name;
            Selected selected = selector.select(candidates(found), wanted);
            ServableHandle handle = found.acquire(selected.version());
            if (handle != null) {
                fallback = selected.fallback();
                return handle;
            }
            if (attempt == ATTEMPTS) {
                throw new ServingException(lost(name, wanted, selected));
            }
        }
    }

    /** Why a version that was chosen time and again could not be held. */
    private static Failure lost(String model, VersionRequest wanted, Selected selected) {
        VersionChoice choice = wanted.named() instanceof VersionChoice.None ? wanted.header() : wanted.named();
        return switch (choice) {
            case VersionChoice.Version(long number) ->
                new Failure.VersionNotAvailable(model, number, State.UNLOADING.name());
            case VersionChoice.Label(String label)
            when selected.fallback() == null -> new Failure.LabelNotAvailable(model, label, selected.version());
            case VersionChoice.Label _, VersionChoice.None _ -> new Failure.NothingAvailable(model);
        };
    }

    private static Candidates candidates(ServingModel model) {
        return new Candidates(
                model.name(), model.states(), model.available(), model.labels(), model.answering(), model.traffic());
    }

    /** The version that was chosen; null before {@link #run} and if none was. */
    public @Nullable VersionId version() {
        return version;
    }

    /** What was wanted in place of the version chosen; null if it is the one wanted. */
    public @Nullable String fallback() {
        return fallback;
    }

    /**
     * Ends the call, when the answer has been encoded.
     *
     * @param code the gRPC status name of the answer, on either transport
     */
    public void finish(String code) {
        observer.finished(protocol, transport, model, version, code, nanoClock.getAsLong() - start);
    }
}
