package io.algorithmselector.api.tensorflow;

import io.algorithmselector.lifecycle.ServingModel;
import io.algorithmselector.lifecycle.ServingState;
import io.algorithmselector.lifecycle.VersionStatus;
import io.algorithmselector.model.ErrorCode;
import io.algorithmselector.model.Failure;
import io.algorithmselector.model.ServingException;
import io.algorithmselector.selection.VersionChoice;
import java.util.List;

/** Looks up the states that a status request asks for. Thread-safe. */
final class ModelStatuses {
    private final ServingState models;

    ModelStatuses(ServingState models) {
        this.models = models;
    }

    /**
     * The states of one version, of the version that the catalogue gives a label, or of all, the newest first.
     *
     * @throws ServingException if there is no such model, version or label, or nothing is known of any version
     */
    List<VersionStatus> find(String name, VersionChoice choice) {
        ServingModel model = models.known(name);
        if (model.versions().isEmpty()) {
            throw new ServingException(nothingKnown(model));
        }
        return switch (choice) {
            case VersionChoice.None none ->
                List.copyOf(model.versions().descendingMap().values());
            case VersionChoice.Version(long number) -> List.of(version(model, number));
            case VersionChoice.Label(String label) -> List.of(version(model, number(model, label)));
        };
    }

    private static Failure nothingKnown(ServingModel model) {
        VersionStatus.Cause error = model.repositoryError();
        return error == null
                ? new Failure.ModelNotFound(model.name())
                : new Failure.EngineFailed(
                        ErrorCode.NOT_FOUND,
                        "Could not find any versions of model " + model.name() + ": " + error.message());
    }

    private static long number(ServingModel model, String label) {
        Long number = model.labels().get(label);
        if (number == null) {
            throw new ServingException(new Failure.LabelNotFound(model.name(), label));
        }
        return number;
    }

    private static VersionStatus version(ServingModel model, long number) {
        VersionStatus status = model.versions().get(number);
        if (status == null) {
            throw new ServingException(new Failure.VersionNotFound(model.name(), number));
        }
        return status;
    }
}
