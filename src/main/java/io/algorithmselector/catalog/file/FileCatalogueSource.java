package io.algorithmselector.catalog.file;

import io.algorithmselector.catalog.Catalogue;
import io.algorithmselector.catalog.CatalogueException;
import io.algorithmselector.catalog.CatalogueSource;
import io.algorithmselector.catalog.format.CatalogueFormat;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A catalogue in a file. Relative base paths in it are relative to its folder. */
public final class FileCatalogueSource implements CatalogueSource {
    private final Path written;
    private final Path file;

    /** @param file absolute or relative to the working directory of now */
    public FileCatalogueSource(Path file) {
        this.written = file;
        this.file = file.toAbsolutePath();
    }

    @Override
    public String description() {
        return written.toString();
    }

    @Override
    public Changes changes() {
        return Changes.BIT_BY_BIT;
    }

    @Override
    public Catalogue parse(byte[] content) throws CatalogueException {
        return CatalogueFormat.parse(description(), folder(), content);
    }

    /** As it is written, links not followed: a mounted ConfigMap is a link into a folder that changes its name. */
    private String folder() {
        Path folder = file.normalize().getParent();
        return (folder == null ? file : folder).toString();
    }

    @Override
    public byte[] content() throws CatalogueException {
        if (Files.isDirectory(file)) {
            throw missing("it is a directory, not a file", null);
        }
        try (InputStream in = Files.newInputStream(file)) {
            // One byte too many shows that there are too many.
            return in.readNBytes(CatalogueFormat.LIMIT + 1);
        } catch (NoSuchFileException e) {
            throw missing("there is no such file (" + file + ")", e);
        } catch (AccessDeniedException e) {
            throw missing("it may not be read", e);
        } catch (IOException e) {
            throw missing("it cannot be read: " + e.getMessage(), e);
        }
    }

    private CatalogueException missing(String reason, @Nullable Throwable cause) {
        return CatalogueException.missing(description(), reason, cause);
    }
}
