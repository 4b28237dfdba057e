package io.algorithmselector.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class S3AddressTest {
    @ParameterizedTest
    @CsvSource({
        "s3://bucket, bucket, ''",
        "s3://bucket/, bucket, ''",
        "s3://bucket///, bucket, ''",
        "s3://bucket/models/a, bucket, models/a",
        "s3://bucket/models/a//, bucket, models/a",
        "s3://bucket/models//a, bucket, models//a",
        "s3://bucket/models/a?b#c d%20, bucket, models/a?b#c d%20",
        "s3://bucket/a..b/.c/..., bucket, a..b/.c/...",
        "s3://my.bucket-1, my.bucket-1, ''",
        "s3://Upper_case/m, Upper_case, m",
        "s3://abc, abc, ''"
    })
    void parse_address_hasBucketAndKey(String address, String bucket, String key) {
        assertThat(S3Address.parse(address)).isEqualTo(new S3Address(bucket, key));
    }

    @ParameterizedTest
    @CsvSource({
        "'', names no bucket; it must be s3://bucket or s3://bucket/prefix",
        "bucket/models, names no bucket; it must be s3://bucket or s3://bucket/prefix",
        "/models, names no bucket; it must be s3://bucket or s3://bucket/prefix",
        "s3:, names no bucket; it must be s3://bucket or s3://bucket/prefix",
        "s3://, names no bucket; it must be s3://bucket or s3://bucket/prefix",
        "s3:///models, names no bucket; it must be s3://bucket or s3://bucket/prefix",
        "s3://bucket//m, has an empty name after its bucket",
        "'s3://bucket/p/../m', 'has the name ''..'', which means nothing in S3'",
        "'s3://bucket/./m', 'has the name ''.'', which means nothing in S3'",
        "'s3://bucket/..', 'has the name ''..'', which means nothing in S3'"
    })
    void parse_anythingElse_isRefusedByName(String address, String reason) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> S3Address.parse(address))
                .withMessage("'" + address + "' " + reason);
    }

    @ParameterizedTest
    @CsvSource({"ab", "-bucket", ".bucket", "_bucket", "bu cket", "bucket?", "bücket", "host:9000"})
    void parse_bucketThatNoStoreTakes_isRefusedByName(String bucket) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> S3Address.parse("s3://" + bucket + "/m"))
                .withMessageContaining("the bucket '" + bucket + "'");
    }

    @Test
    void parse_bucketOf256Characters_isRefused() {
        assertThat(S3Address.parse("s3://" + "b".repeat(255)).bucket()).hasSize(255);
        assertThatIllegalArgumentException().isThrownBy(() -> S3Address.parse("s3://" + "b".repeat(256)));
    }

    @Test
    void parse_credentials_areNotShown() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> S3Address.parse("s3://key:hidden@bucket/m"))
                .withMessageNotContaining("hidden");
    }

    @Test
    void parse_keyBeyondS3sLimit_isRefused() {
        assertThat(S3Address.parse("s3://bucket/" + "ü".repeat(512)).key()).hasSize(512);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> S3Address.parse("s3://bucket/" + "ü".repeat(513)))
                .withMessageEndingWith("has more than 1024 bytes after its bucket");
    }

    @Test
    void parse_controlCharacter_isRefusedOnOneLine() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> S3Address.parse("s3://bucket/a\nb"))
                .withMessage("'s3://bucket/a?b' has a control character");
    }

    @ParameterizedTest
    @CsvSource({"s3://bucket", "s3://bucket/", "s3://bucket/folder/"})
    void parseObject_bucketOrFolder_isRefused(String address) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> S3Address.parseObject(address))
                .withMessage("'" + address + "' names no object; it must be s3://bucket/key");
    }

    @ParameterizedTest
    @CsvSource({
        "s3://bucket/a/b, s3://bucket/a, s3://bucket/a/b/c",
        "s3://bucket/a, s3://bucket, s3://bucket/a/c",
        "s3://bucket, s3://bucket, s3://bucket/c"
    })
    void parentAndChild_areThePlacesAroundAndBelow(String address, String parent, String child) {
        S3Address parsed = S3Address.parse(address);
        assertThat(parsed.parent()).hasToString(parent);
        assertThat(parsed.child("c")).hasToString(child);
    }
}
