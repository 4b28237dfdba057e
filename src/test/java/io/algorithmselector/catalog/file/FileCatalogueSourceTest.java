package io.algorithmselector.catalog.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.algorithmselector.catalog.Catalogue;
import io.algorithmselector.catalog.CatalogueException;
import io.algorithmselector.catalog.format.CatalogueFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileCatalogueSourceTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @Test
    void read_relativeBasePath_liesBesideTheFile() throws Exception {
        Path file = written("catalog.yaml", "models: {m: {basePath: ./m}}");

        assertThat(basePath(new FileCatalogueSource(file))).isEqualTo(directory + "/m");
    }

    @Test
    void read_modelsConfig_isTextProtobuf() throws Exception {
        Path file = written("models.config", "model_config_list { config { name: 'm' base_path: 'm' } }");

        assertThat(basePath(new FileCatalogueSource(file))).isEqualTo(directory + "/m");
    }

    @Test
    void read_fileOfAMountedConfigMap_isRelativeToTheMount() throws Exception {
        Files.createDirectories(directory.resolve("..2026_01_01"));
        written("..2026_01_01/catalog.yaml", "models: {m: {basePath: m}}");
        Path link = directory.resolve("catalog.yaml");
        Files.createSymbolicLink(link, Path.of("..2026_01_01/catalog.yaml"));

        assertThat(basePath(new FileCatalogueSource(link))).isEqualTo(directory + "/m");
    }

    @Test
    void read_again_seesWhatChanged() throws Exception {
        FileCatalogueSource source = new FileCatalogueSource(written("catalog.yaml", "models: {m: {basePath: m}}"));
        Catalogue before = source.read();

        written("catalog.yaml", "models: {}");

        assertThat(before.models()).hasSize(1);
        assertThat(source.read()).isEqualTo(Catalogue.EMPTY);
    }

    @Test
    void read_invalid_namesTheFileAsItWasGiven() throws Exception {
        Path file = written("catalog.yaml", "models: {}\nmodles: {}");
        Path relative = Path.of("").toAbsolutePath().relativize(file);

        assertThat(error(relative))
                .hasMessage("catalogue " + relative
                        + ", line 2: unknown key 'modles' in the catalogue; the keys are models");
    }

    @Test
    void read_missing_saysWhereItLooked() {
        Path file = directory.resolve("none.yaml");

        assertThat(error(file)).hasMessage("catalogue " + file + ": there is no such file (" + file + ")");
    }

    @Test
    void read_directory_isRefused() {
        assertThat(error(directory)).hasMessage("catalogue " + directory + ": it is a directory, not a file");
    }

    @Test
    void read_fileAsFolder_isRefused() throws Exception {
        Path file = written("catalog.yaml", "models: {}").resolve("catalog.yaml");

        assertThat(error(file)).hasMessageStartingWith("catalogue " + file + ": it cannot be read: ");
    }

    @Test
    void read_withoutPermission_isRefusedUnlessAnAdministratorReads() throws Exception {
        Path file = written("catalog.yaml", "models: {}");
        Files.setPosixFilePermissions(file, Set.of());
        if (Files.isReadable(file)) {
            assertThat(new FileCatalogueSource(file).read().models()).isEmpty();
        } else {
            assertThat(error(file)).hasMessage("catalogue " + file + ": it may not be read");
        }
    }

    @Test
    void read_tooLarge_isRefused() throws Exception {
        Path file = written("catalog.yaml", "#".repeat(CatalogueFormat.LIMIT + 1));

        assertThat(error(file)).hasMessage("catalogue " + file + ": it is larger than 1048576 bytes");
    }

    private Path written(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }

    private static String basePath(FileCatalogueSource source) throws CatalogueException {
        return source.read().models().firstEntry().getValue().basePath();
    }

    private static CatalogueException error(Path file) {
        FileCatalogueSource source = new FileCatalogueSource(file);
        CatalogueException exception = catchThrowableOfType(CatalogueException.class, source::read);
        assertThat(exception.retryable()).isFalse();
        return exception;
    }
}
