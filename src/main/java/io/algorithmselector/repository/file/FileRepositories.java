package io.algorithmselector.repository.file;

import io.algorithmselector.repository.ModelRepositories;
import io.algorithmselector.repository.ModelRepository;
import java.net.URI;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Path;

/** Opens absolute paths and {@code file:} addresses. */
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
            return basePath.startsWith("file:") ? Path.of(URI.create(basePath)) : Path.of(basePath);
        } catch (IllegalArgumentException | FileSystemNotFoundException e) {
            throw new IllegalArgumentException("base path " + basePath + " is no path: " + e.getMessage(), e);
        }
    }
}
