package io.algorithmselector.selection;

import io.algorithmselector.model.Failure;
import io.algorithmselector.model.ServingException;

/** Chooses the version that answers a request. Thread-safe. */
public final class VersionSelector {
    /**
     * @throws ServingException with the failure that says which version or label is not there, or that none is available
     */
    public Selected select(Candidates candidates, VersionRequest request) {
        if (candidates.available().isEmpty() || request.key() != null) {
            throw new ServingException(new Failure.NothingAvailable(candidates.model()));
        }
        return new Selected(candidates.available().last(), null);
    }
}
