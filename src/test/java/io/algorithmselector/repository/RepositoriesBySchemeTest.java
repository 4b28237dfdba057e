package io.algorithmselector.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RepositoriesBySchemeTest {
    private final ModelRepositories repositories =
            new RepositoriesByScheme(Map.of("s3", opening("s3"), "file", opening("file")));

    private static ModelRepositories opening(String name) {
        return basePath -> new FakeModelRepository(Path.of(name));
    }

    @ParameterizedTest
    @CsvSource({"s3://b/p,s3", "S3://b/p,s3", "/models,file", "file:///models,file", "C:\\models,file", "/a:b,file"})
    void open_address_choosesByScheme(String basePath, String adapter) {
        assertThat(repositories.open(basePath).basePath()).isEqualTo("memory:" + adapter);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gs://b/p", "https://host/p"})
    void open_unknownScheme_isRefusedWithTheKnownOnes(String basePath) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> repositories.open(basePath))
                .withMessageContaining(basePath)
                .withMessageContaining("[file, s3]");
    }
}
