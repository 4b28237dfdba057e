package io.algorithmselector.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BasePathTest {
    @ParameterizedTest
    @CsvSource({
        "s3://bb, /srv, s3://bb",
        "s3://bb/, /srv, s3://bb",
        "s3://bb/p/m///, /srv, s3://bb/p/m",
        "s3://bb/p/../m, /srv, s3://bb/p/../m",
        "s3://bb//m, /srv, s3://bb//m",
        "/m, /srv, /m",
        "/m/../n/, /srv, /n",
        "m, /srv, /srv/m",
        "./m/, /srv, /srv/m",
        "../m, /srv/catalogues, /srv/m",
        "., /srv, /srv",
        "m, s3://bb, s3://bb/m",
        "m/, s3://bb/p, s3://bb/p/m",
        "./m, s3://bb/p, s3://bb/p/m",
        "../m, s3://bb/p/q, s3://bb/p/m",
        "../m, s3://bb/p, s3://bb/m",
        "., s3://bb, s3://bb",
        "/m, s3://bb/p, /m",
        "s3://other/m, s3://bb/p, s3://other/m"
    })
    void resolve_addressesAndPaths_haveOneForm(String written, String folder, String expected) {
        assertThat(BasePath.resolve(written, folder)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "' ', /srv, basePath is empty",
        "s3://, /srv, basePath 's3://' names no bucket; it must be s3://bucket or s3://bucket/prefix",
        "s3:///m, /srv, basePath 's3:///m' names no bucket; it must be s3://bucket or s3://bucket/prefix",
        "s3://bb?/m, /srv, basePath 's3://bb?/m' names no bucket; it must be s3://bucket or s3://bucket/prefix",
        "s3:bb/m, /srv, basePath 's3:bb/m' starts with 's3:'; it must be an s3:// address or a path",
        "S3://bb/m, /srv, basePath 'S3://bb/m' starts with 'S3:'; it must be an s3:// address or a path",
        "file:///m, /srv, basePath 'file:///m' starts with 'file:'; it must be an s3:// address or a path",
        "hdfs://n/m, /srv, basePath 'hdfs://n/m' starts with 'hdfs:'; it must be an s3:// address or a path",
        "../../m, s3://bb/p, basePath '../../m' leaves the bucket of s3://bb/p"
    })
    void resolve_anythingElse_isRefused(String written, String folder, String message) {
        assertThatThrownBy(() -> BasePath.resolve(written, folder))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }
}
