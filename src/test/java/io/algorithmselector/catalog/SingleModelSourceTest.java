package io.algorithmselector.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.algorithmselector.model.EngineOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class SingleModelSourceTest {
    private static final Path HERE = Path.of("/srv");

    @Test
    void read_relativePath_isTheLatestBelowTheWorkingDirectory() throws CatalogueException {
        assertThat(new SingleModelSource("m", "models/m", HERE).read())
                .isEqualTo(Catalogue.of(List.of(new ModelConfig(
                        "m",
                        "/srv/models/m",
                        new VersionPolicy.Latest(1),
                        new TreeMap<>(),
                        null,
                        EngineOptions.DEFAULT))));
        assertThat(new SingleModelSource("m", "m")
                        .read()
                        .models()
                        .firstEntry()
                        .getValue()
                        .basePath())
                .isEqualTo(Path.of("m").toAbsolutePath().toString());
    }

    @Test
    void read_wrongSettings_areNamed() {
        assertThatThrownBy(() -> new SingleModelSource("m", "gs://b/m", HERE).read())
                .isInstanceOf(CatalogueException.class)
                .hasMessage("catalogue selector.model.name, selector.model.base-path: basePath 'gs://b/m' starts with"
                        + " 'gs:'; it must be an s3:// address or a path");
        assertThatThrownBy(() -> new SingleModelSource("a/b", "m", HERE).read())
                .isInstanceOf(CatalogueException.class)
                .hasMessageStartingWith("catalogue selector.model.name, selector.model.base-path: model name 'a/b'");
    }
}
