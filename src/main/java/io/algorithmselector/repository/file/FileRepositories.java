package io.algorithmselector.repository.file;

import io.algorithmselector.repository.ModelRepositories;
import io.algorithmselector.repository.ModelRepository;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.InstantSource;

/** Opens absolute paths. */
public final class FileRepositories implements ModelRepositories {
    private final InstantSource clock;

    /** With this machine's clock, which is taken for the one that dates the files. */
    public FileRepositories() {
        this(InstantSource.system());
    }

    FileRepositories(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public ModelRepository open(String basePath) {
        Path folder = path(basePath);
        if (!folder.isAbsolute()) {
            throw new IllegalArgumentException("base path " + basePath + " is not absolute");
        }
        return new FileRepository(folder.normalize(), clock);
    }

    private static Path path(String basePath) {
        try {
            return Path.of(basePath);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("base path " + basePath + " is no path: " + e.getReason(), e);
        }
    }
}
