package io.algorithmselector.engine;

import io.algorithmselector.model.EngineOptions;
import io.algorithmselector.model.VersionId;
import java.nio.file.Path;

/** The engine's way from files to something that computes. Thread-safe. */
public interface ModelLoader {
    /**
     * Loads a SavedModel; blocks while it does.
     *
     * @param version for messages
     * @param directory holds {@code saved_model.pb}
     * @throws io.algorithmselector.model.ServingException with
     *     {@link io.algorithmselector.model.Failure.EngineFailed} if the files are no model this engine can serve;
     *     nothing is left loaded then
     */
    Servable load(VersionId version, Path directory, EngineOptions options);

    /** What is run on a servable after {@link #load}, before it answers requests. */
    default WarmUp warmUp() {
        return WarmUp.NONE;
    }
}
