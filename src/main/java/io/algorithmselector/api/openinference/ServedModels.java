package io.algorithmselector.api.openinference;

import io.algorithmselector.inference.Inference;
import io.algorithmselector.inference.InferenceCall;
import io.algorithmselector.lifecycle.ServingModel;
import io.algorithmselector.lifecycle.ServingState;
import io.algorithmselector.model.Failure;
import io.algorithmselector.model.ServingException;
import io.algorithmselector.model.Signature;
import io.algorithmselector.model.VersionId;
import io.algorithmselector.selection.VersionChoice;
import io.algorithmselector.selection.VersionRequest;
import io.algorithmselector.selection.VersionSelector;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** What there is to say of models besides inference, for both transports. Nothing blocks. Thread-safe. */
final class ServedModels {
    private final ServingState models;
    private final VersionSelector selector = new VersionSelector();

    ServedModels(ServingState models) {
        this.models = models;
    }

    /** Whether the server as a whole is ready. */
    boolean ready() {
        return models.ready();
    }

    /** Whether a request for that model and version would find one; false also for a model that nobody knows. */
    boolean ready(String name, VersionRequest wanted) {
        ServingModel model = models.model(name);
        if (model == null) {
            return false;
        }
        try {
            select(model, wanted);
            return true;
        } catch (ServingException nothingAvailable) {
            return false;
        }
    }

    /**
     * Describes the version that a request for inference would get.
     *
     * @param call begun for the model and not to be run; knows afterwards which version it is
     * @param signature empty for the default
     * @throws ServingException if there is no such model, version or signature, or it does not answer now
     */
    ModelDescription describe(InferenceCall call, VersionRequest wanted, String signature) {
        SequencedMap<String, Signature> signatures = call.signatures(wanted);
        VersionId id = Objects.requireNonNull(call.version());
        ServingModel model = models.model(id.model());
        // gone meanwhile: then this version was the last that answered
        List<Long> versions = model == null ? List.of(id.number()) : List.copyOf(model.available());
        return new ModelDescription(id, versions, signatures, signature(id, signatures, signature));
    }

    /**
     * The versions that a request for statistics means: those that answer now, the lowest first, or the one named.
     *
     * @param name empty for all models
     * @throws ServingException if there is no such model or version, or it does not answer now; with {@code InvalidInput} if a
     *     version is named and no model
     */
    List<VersionId> versions(String name, VersionChoice named) {
        List<VersionId> versions = new ArrayList<>();
        if (!(named instanceof VersionChoice.None)) {
            if (name.isEmpty()) {
                throw ServingException.invalidInput("a version is named without its model");
            }
            versions.add(new VersionId(name, select(models.known(name), VersionRequest.named(named))));
        } else if (name.isEmpty()) {
            models.models().values().forEach(model -> addAvailable(model, versions));
        } else {
            addAvailable(models.known(name), versions);
        }
        return versions;
    }

    private static void addAvailable(ServingModel model, List<VersionId> versions) {
        model.available().forEach(number -> versions.add(new VersionId(model.name(), number)));
    }

    private long select(ServingModel model, VersionRequest wanted) {
        return selector.select(Inference.candidates(model), wanted).version();
    }

    private static @Nullable Signature signature(
            VersionId id, SequencedMap<String, Signature> signatures, String wanted) {
        Signature named = signatures.get(wanted.isEmpty() ? Signature.DEFAULT : wanted);
        if (named == null && !wanted.isEmpty()) {
            throw new ServingException(new Failure.SignatureNotFound(id.model(), id.number(), wanted));
        }
        return named != null || signatures.isEmpty()
                ? named
                : signatures.firstEntry().getValue();
    }
}
