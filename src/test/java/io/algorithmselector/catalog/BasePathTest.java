package io.algorithmselector.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BasePathTest {
    @ParameterizedTest
    @CsvSource({
        "s3://bucket, /srv, s3://bucket",
        "s3://bucket/, /srv, s3://bucket",
        "s3://bucket/p/m///, /srv, s3://bucket/p/m",
        "/m, /srv, /m",
        "/m/../n/, /srv, /n",
        "m, /srv, /srv/m",
        "./m/, /srv, /srv/m",
        "../m, /srv/catalogues, /srv/m",
        "., /srv, /srv",
        "m, s3://bucket, s3://bucket/m",
        "m/, s3://bucket/p, s3://bucket/p/m",
        "./m, s3://bucket/p, s3://bucket/p/m",
        "../m, s3://bucket/p/q, s3://bucket/p/m",
        "../m, s3://bucket/p, s3://bucket/m",
        "., s3://bucket, s3://bucket",
        "/m, s3://bucket/p, /m",
        "s3://other/m, s3://bucket/p, s3://other/m"
    })
    void resolve_addressesAndPaths_haveOneForm(String written, String folder, String expected) {
        assertThat(BasePath.resolve(written, folder)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "' ', /srv, basePath is empty",
        "s3://, /srv, basePath 's3://' names no bucket; it must be s3://bucket or s3://bucket/prefix",
        "s3:///m, /srv, basePath 's3:///m' names no bucket; it must be s3://bucket or s3://bucket/prefix",
        "s3://bucket//m, /srv, basePath 's3://bucket//m' has an empty name after its bucket",
        "'s3://bucket/p/../m', /srv, 'basePath ''s3://bucket/p/../m'' has the name ''..'', which means nothing in S3'",
        "s3:bucket/m, /srv, basePath 's3:bucket/m' starts with 's3:'; it must be an s3:// address or a path",
        "S3://bucket/m, /srv, basePath 'S3://bucket/m' starts with 'S3:'; it must be an s3:// address or a path",
        "file:///m, /srv, basePath 'file:///m' starts with 'file:'; it must be an s3:// address or a path",
        "hdfs://n/m, /srv, basePath 'hdfs://n/m' starts with 'hdfs:'; it must be an s3:// address or a path",
        "../../m, s3://bucket/p, basePath '../../m' leaves the bucket of s3://bucket/p"
    })
    void resolve_anythingElse_isRefused(String written, String folder, String message) {
        assertThatThrownBy(() -> BasePath.resolve(written, folder))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }
}
