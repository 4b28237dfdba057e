package io.algorithmselector.engine;

import io.algorithmselector.model.VersionId;
import java.nio.file.Path;

/**
 * What a servable computes between being loaded and answering its first request: an engine does part of its work only when a
 * function is called for the first time (it plans, compiles, allocates), and no request is to wait for that. Thread-safe.
 */
@FunctionalInterface
public interface WarmUp {
    WarmUp NONE = (_, _, _) -> 0;

    /**
     * Runs what there is to run, one after the other; blocks while it does. Nothing of it shows in metrics or statistics.
     *
     * @param directory the files that the servable was loaded from
     * @param servable nobody else uses it yet
     * @return how many requests were computed
     * @throws InterruptedException between two requests, if the thread is interrupted: the version is no longer wanted
     * @throws io.algorithmselector.model.ServingException with {@link io.algorithmselector.model.Failure.EngineFailed} if the
     *     version must not become available
     */
    int run(VersionId version, Path directory, Servable servable) throws InterruptedException;
}
