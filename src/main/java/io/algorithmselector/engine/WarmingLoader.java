package io.algorithmselector.engine;

import io.algorithmselector.model.EngineOptions;
import io.algorithmselector.model.VersionId;
import java.nio.file.Path;

/** Loads as another does, and says how what it has loaded is warmed up. */
public record WarmingLoader(ModelLoader loader, WarmUp warmUp) implements ModelLoader {
    @Override
    public Servable load(VersionId version, Path directory, EngineOptions options) {
        return loader.load(version, directory, options);
    }
}
