package io.algorithmselector.inference;

import io.algorithmselector.lifecycle.ServableHandle;
import io.algorithmselector.lifecycle.ServingModel;
import io.algorithmselector.lifecycle.ServingState;
import io.algorithmselector.model.Failure;
import io.algorithmselector.model.ServingException;
import io.algorithmselector.model.Signature;
import io.algorithmselector.model.Tensor;
import io.algorithmselector.model.VersionId;
import io.algorithmselector.selection.Candidates;
import io.algorithmselector.selection.Selected;
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
    /** How often a version may be unloaded between being chosen and being held before the request is given up. */
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
     * Selects, holds, decodes, runs and releases; blocks while the model computes.
     *
     * @throws ServingException that says why there is no answer
     */
    public InferenceResult run(InferenceRequest request) {
        try (ServableHandle handle = hold(request.model(), request.version())) {
            Signature signature = handle.servable().signatures().get(request.signature());
            if (signature == null) {
                throw new ServingException(new Failure.SignatureNotFound(
                        request.model(), handle.id().number(), request.signature()));
            }
            Map<String, Tensor> inputs = request.inputs().decode(signature);
            SequencedMap<String, Tensor> outputs = handle.servable().run(signature, inputs, request.outputs());
            return new InferenceResult(handle.id(), signature, outputs);
        }
    }

    private ServableHandle hold(String name, VersionRequest wanted) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            ServingModel found = models.model(name);
            if (found == null) {
                throw new ServingException(new Failure.ModelNotFound(name));
            }
            model = name;
            Selected selected = selector.select(candidates(found), wanted);
            ServableHandle handle = found.acquire(selected.version());
            if (handle != null) {
                chosen(handle.id(), selected.fallback());
                return handle;
            }
        }
        throw new ServingException(new Failure.NothingAvailable(name));
    }

    private void chosen(VersionId id, @Nullable String wantedInstead) {
        version = id;
        fallback = wantedInstead;
        if (wantedInstead != null) {
            observer.fellBack(id.model(), wantedInstead);
        }
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
