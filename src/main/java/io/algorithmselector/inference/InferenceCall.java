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
import io.algorithmselector.selection.Selected;
import io.algorithmselector.selection.VersionChoice;
import io.algorithmselector.selection.VersionRequest;
import io.algorithmselector.selection.VersionSelector;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way: {@link #run} or {@link #runAll} at most once, then {@link #finish}, whatever happened, also if there was
 * nothing to run. The version that was chosen is known from then on, in failure too, so that every answer can say it. Used by
 * one thread at a time.
 */
public final class InferenceCall {
    /** How often a request may find its version unloaded between choosing and holding it before it is given up. */
    private static final int ATTEMPTS = 8;

    private final ServingState models;
    private final VersionSelector selector;
    private final LongSupplier nanoClock;
    private final Protocol protocol;
    private final Transport transport;
    private final String model;
    private final CallTimes times;
    /** Of the version, once one is held. */
    private InferenceObserver observer;

    private @Nullable VersionId version;
    private @Nullable String fallback;
    private boolean finished;

    InferenceCall(
            ServingState models,
            VersionSelector selector,
            InferenceObserver observer,
            LongSupplier nanoClock,
            Protocol protocol,
            Transport transport,
            String model) {
        this.models = models;
        this.selector = selector;
        this.observer = observer;
        this.nanoClock = nanoClock;
        this.protocol = protocol;
        this.transport = transport;
        this.model = model;
        this.times = new CallTimes(nanoClock.getAsLong());
    }

    /**
     * Selects, holds, decodes, runs and releases; blocks while the model computes. The outputs are copies: nothing is held any
     * more when it returns or throws, whatever it throws.
     *
     * @throws ServingException that says why there is no answer
     */
    public InferenceResult run(InferenceRequest request) {
        try (ServableHandle handle = hold(request.version())) {
            observe(handle.id());
            return compute(handle, request.asked());
        }
    }

    /**
     * As {@link #run}, several times on one version: it is chosen once, and held until the last has been computed.
     *
     * @return a result for each of {@code asked}, in their order
     * @throws ServingException that says why one of them has no answer; then none has
     */
    public List<InferenceResult> runAll(VersionRequest wanted, List<SignatureRequest> asked) {
        try (ServableHandle handle = hold(wanted)) {
            observe(handle.id());
            List<InferenceResult> results = new ArrayList<>(asked.size());
            for (SignatureRequest each : asked) {
                results.add(compute(handle, each));
            }
            return results;
        }
    }

    /**
     * What the version that would answer can be asked, by name. Nothing is run nor observed: such a call is not finished, and
     * runs nothing afterwards.
     *
     * @throws ServingException that says why no version would answer
     */
    public SequencedMap<String, Signature> signatures(VersionRequest wanted) {
        try (ServableHandle handle = hold(wanted)) {
            version = handle.id();
            return handle.servable().signatures();
        }
    }

    private void observe(VersionId held) {
        if (version != null || finished) {
            throw new IllegalStateException("a call runs once, before it is finished");
        }
        version = held;
        observer = observer.held(held);
    }

    private InferenceResult compute(ServableHandle handle, SignatureRequest asked) {
        VersionId held = handle.id();
        Signature signature = handle.servable().signatures().get(asked.signature());
        if (signature == null) {
            throw new ServingException(new Failure.SignatureNotFound(held.model(), held.number(), asked.signature()));
        }
        long begun = nanoClock.getAsLong();
        Map<String, Tensor> inputs = asked.inputs().decode(signature);
        long decoded = nanoClock.getAsLong();
        times.decoded(decoded - begun);
        SequencedMap<String, Tensor> outputs = handle.servable().run(signature, inputs, asked.outputs());
        long computed = nanoClock.getAsLong();
        times.computed(computed, computed - decoded, BatchSize.of(signature, inputs));
        return new InferenceResult(held, signature, outputs);
    }

    /**
     * A version that is unloaded between being chosen and being held has left the next snapshot by then, so that another try
     * chooses anew, or says why there is none to choose.
     */
    private ServableHandle hold(VersionRequest wanted) {
        for (int attempt = 1; ; attempt++) {
            ServingModel found = models.serving(model);
            Selected selected = selector.select(Inference.candidates(found), wanted);
            ServableHandle handle = found.acquire(selected.version());
            if (handle != null) {
                fallback = selected.fallback();
                return handle;
            }
            if (attempt == ATTEMPTS) {
                throw new ServingException(lost(model, wanted, selected));
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

    /** The version that was chosen; null before {@link #run} and if none was. */
    public @Nullable VersionId version() {
        return version;
    }

    /** What was wanted in place of the version chosen; null if it is the one wanted. */
    public @Nullable String fallback() {
        return fallback;
    }

    /**
     * Ends the call, when the answer has been encoded. Only the first time counts.
     *
     * @param code the gRPC status name of the answer, on either transport
     */
    public void finish(String code) {
        if (!finished) {
            finished = true;
            observer.finished(event(code, nanoClock.getAsLong()));
        }
    }

    private InferenceEvent event(String code, long now) {
        boolean known = version != null || models.model(model) != null;
        return new InferenceEvent(
                protocol,
                transport,
                known ? model : null,
                version,
                fallback,
                code,
                times.total(now),
                times.decode(),
                times.compute(),
                code.equals(InferenceEvent.OK) ? times.encode(now) : InferenceEvent.NOT_DONE,
                times.executions(),
                times.inferences());
    }
}
