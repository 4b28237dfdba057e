package io.algorithmselector.repository.file;

import io.algorithmselector.repository.ModelRepositories;
import io.algorithmselector.repository.ModelRepository;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Opens absolute paths. */
public final class FileRepositories implements ModelRepositories {
    @Override
    public ModelRepository open(String basePath) {
        Path folder = path(basePath);
        if (!folder.isAbsolute()) {
            throw new IllegalArgumentException("base path " + basePath + " is not absolute");
        }
        return new FileRepository(folder.normalize());
    }

    private static Path path(String basePath) {
        try {
            return Path.of(basePath);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("base path " + basePath + " is no path: " + e.getReason(), e);
        }
    }
}
