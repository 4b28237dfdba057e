package io.algorithmselector.lifecycle;

import io.algorithmselector.engine.Servable;
import io.algorithmselector.model.VersionId;

/**
 * A counted hold on a servable: while it is open the servable is not closed. Close it exactly once, in the thread that
 * uses it or another, as soon as the last output has been copied.
 */
public interface ServableHandle extends AutoCloseable {
    VersionId id();

    /** Not to be used after {@link #close}. */
    Servable servable();

    @Override
    void close();
}
