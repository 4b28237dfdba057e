package io.algorithmselector.administration;

import io.algorithmselector.lifecycle.ServingModel;
import io.algorithmselector.lifecycle.State;
import io.algorithmselector.lifecycle.VersionStatus;
import io.algorithmselector.lifecycle.VersionStatus.Cause;
import io.algorithmselector.model.ErrorCode;
import io.algorithmselector.model.Failure;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SequencedMap;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** What to say of models that have settled. Pure. */
final class LoadResult {
    private LoadResult() {}

    /**
     * A model is loaded if every version that is wanted is available as it lies in the repository, and there is one.
     *
     * @param model null if it is not wanted any more
     * @return null if it is loaded
     */
    static @Nullable Failure ofLoad(String name, @Nullable ServingModel model) {
        if (model == null) {
            return new Failure.EngineFailed(
                    ErrorCode.ABORTED, "failed to load " + name + ": it was unloaded while it was being loaded");
        }
        List<VersionStatus> failed = failed(model);
        Cause cause = cause(model, failed);
        return cause == null
                ? null
                : new Failure.EngineFailed(cause.code(), "failed to load " + name + ": " + reasons(cause, failed));
    }

    /**
     * As TensorFlow Serving has it, models are there if of each at least one version that is wanted is available.
     *
     * @param models as they have settled; those that are not wanted any more are missing
     * @return null if they are there
     */
    static @Nullable Failure ofReload(Collection<String> names, SequencedMap<String, ServingModel> models) {
        StringJoiner missing = new StringJoiner(", ", "Some models did not become available: {", "}");
        boolean complete = true;
        for (String name : names) {
            ServingModel model = models.get(name);
            if (model == null || model.wanted().stream().noneMatch(model.available()::contains)) {
                Failure failure = ofLoad(name, model);
                missing.add(failure == null ? name : failure.message());
                complete = false;
            }
        }
        return complete ? null : new Failure.EngineFailed(ErrorCode.UNKNOWN, missing.toString());
    }

    /** The wanted versions that are not available, or not as they lie in the repository. */
    private static List<VersionStatus> failed(ServingModel model) {
        List<VersionStatus> failed = new ArrayList<>();
        for (long number : model.wanted()) {
            VersionStatus status = model.versions().get(number);
            if (status != null && (status.state() != State.AVAILABLE || status.error() != null)) {
                failed.add(status);
            }
        }
        return failed;
    }

    /** Null if there is nothing to complain of. */
    private static @Nullable Cause cause(ServingModel model, List<VersionStatus> failed) {
        Cause unlisted = model.repositoryError();
        if (unlisted != null) {
            return unlisted;
        }
        for (VersionStatus status : failed) {
            Cause error = status.error();
            if (error != null) {
                return error;
            }
        }
        if (!failed.isEmpty()) {
            return new Cause(ErrorCode.UNKNOWN, "it did not become available");
        }
        return model.wanted().isEmpty() ? new Cause(ErrorCode.NOT_FOUND, "there is no version in its base path") : null;
    }

    private static String reasons(Cause cause, List<VersionStatus> failed) {
        StringJoiner reasons = new StringJoiner("; ");
        for (VersionStatus status : failed) {
            Cause error = status.error();
            reasons.add("version " + status.id().number() + " is " + status.state() + ": "
                    + (error == null ? cause : error).message());
        }
        return failed.isEmpty() ? cause.message() : reasons.toString();
    }
}
