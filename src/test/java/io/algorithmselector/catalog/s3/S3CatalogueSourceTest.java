package io.algorithmselector.catalog.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.algorithmselector.catalog.CatalogueException;
import io.algorithmselector.catalog.format.CatalogueFormat;
import io.algorithmselector.repository.RepositoryException;
import io.algorithmselector.repository.RepositoryException.Kind;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class S3CatalogueSourceTest {
    private static final String ADDRESS = "s3://bucket/config/catalog.yaml";

    @ParameterizedTest
    @CsvSource({
        "s3://bucket/config/catalog.yaml, s3://bucket/config/m",
        "s3://bucket/catalog.yaml, s3://bucket/m",
        "s3://bucket/a/b/catalog.yaml, s3://bucket/a/b/m"
    })
    void read_relativeBasePath_liesBelowTheObjectsPrefix(String address, String basePath) throws CatalogueException {
        S3CatalogueSource source = new S3CatalogueSource(address, objects(address, "models: {m: {basePath: m}}"));

        assertThat(source.read().models().firstEntry().getValue().basePath()).isEqualTo(basePath);
        assertThat(source.description()).isEqualTo(address);
    }

    @Test
    void read_modelsConfig_isTextProtobuf() throws CatalogueException {
        String address = "s3://bucket/models.config";

        assertThat(new S3CatalogueSource(address, objects(address, "model_config_list {}"))
                        .read()
                        .models())
                .isEmpty();
    }

    @Test
    void read_invalid_namesAddressLineAndReason() {
        assertThatThrownBy(() -> new S3CatalogueSource(ADDRESS, objects(ADDRESS, "models: {m: {}}")).read())
                .isInstanceOf(CatalogueException.class)
                .hasMessage("catalogue " + ADDRESS + ", line 1: model m: basePath is missing");
    }

    @Test
    void read_tooLarge_isRefused() {
        S3CatalogueSource source =
                new S3CatalogueSource(ADDRESS, objects(ADDRESS, "#".repeat(CatalogueFormat.LIMIT + 10)));

        assertThatThrownBy(source::read).hasMessage("catalogue " + ADDRESS + ": it is larger than 1048576 bytes");
    }

    @Test
    void read_reasonThatNamesTheAddress_namesItOnce() {
        S3CatalogueSource source = new S3CatalogueSource(ADDRESS, address -> {
            throw new RepositoryException(Kind.ACCESS, address + ": access is refused", null);
        });

        assertThatThrownBy(source::read).hasMessage("catalogue " + ADDRESS + ": access is refused");
    }

    @ParameterizedTest
    @EnumSource
    void read_refusedByTheStore_isRetryableIfItMayPass(Kind kind) {
        RepositoryException cause =
                new RepositoryException(kind, "bucket bucket, key config/catalog.yaml: " + kind, null);
        S3CatalogueSource source = new S3CatalogueSource(ADDRESS, address -> {
            throw cause;
        });

        CatalogueException exception = catchThrowableOfType(CatalogueException.class, source::read);

        assertThat(exception)
                .hasMessage("catalogue " + ADDRESS + ": bucket bucket, key config/catalog.yaml: " + kind)
                .hasCause(cause);
        assertThat(exception.retryable())
                .isEqualTo(
                        switch (kind) {
                            case NETWORK, CHANGED, CORRUPT -> true;
                            case ACCESS, ABSENT, LOCAL -> false;
                        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "catalog.yaml",
                "s3://",
                "s3://bucket",
                "s3://bucket/",
                "s3://bucket/folder/",
                "s3:///key",
                "s3://bucket//key"
            })
    void construct_noAddressOfAnObject_isRefusedByName(String address) {
        assertThatThrownBy(() -> new S3CatalogueSource(address, objects(address, "")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("'" + address + "' ");
    }

    /** A store that holds one object. */
    private static ObjectReader objects(String address, String content) {
        Map<String, byte[]> objects = Map.of(address, content.getBytes(StandardCharsets.UTF_8));
        return wanted -> {
            byte[] object = objects.get(wanted);
            if (object == null) {
                throw new RepositoryException(Kind.ABSENT, wanted + " is not there", null);
            }
            return object;
        };
    }
}
