package io.algorithmselector.catalog;

import io.algorithmselector.model.EngineOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;

/**
 * One model given by the settings {@code selector.model.name} and {@code selector.model.base-path}, without a catalogue: its
 * latest version is served, as TensorFlow Serving does with {@code --model_name} and {@code --model_base_path}.
 */
public final class SingleModelSource implements CatalogueSource {
    private static final String DESCRIPTION = "selector.model.name, selector.model.base-path";

    private final String name;
    private final String basePath;
    private final Path folder;

    /**
     * @param basePath an {@code s3://} address, or a path, absolute or relative to the working directory
     * @param workingDirectory absolute
     */
    public SingleModelSource(String name, String basePath, Path workingDirectory) {
        this.name = name;
        this.basePath = basePath;
        this.folder = workingDirectory;
    }

    public SingleModelSource(String name, String basePath) {
        this(name, basePath, Path.of("").toAbsolutePath());
    }

    @Override
    public String description() {
        return DESCRIPTION;
    }

    @Override
    public Changes changes() {
        return Changes.NEVER;
    }

    /** Nothing: the settings say it all. */
    @Override
    public byte[] content() {
        return new byte[0];
    }

    @Override
    public Catalogue parse(byte[] content) throws CatalogueException {
        try {
            return Catalogue.of(List.of(new ModelConfig(
                    name,
                    BasePath.resolve(basePath, folder.toString()),
                    VersionPolicy.DEFAULT,
                    new TreeMap<>(),
                    null,
                    EngineOptions.DEFAULT)));
        } catch (IllegalArgumentException e) {
            throw CatalogueException.invalid(DESCRIPTION, 0, String.valueOf(e.getMessage()));
        }
    }
}
