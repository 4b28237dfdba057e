package io.algorithmselector.repository.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.algorithmselector.model.S3Address;
import io.algorithmselector.repository.RepositoryException;
import io.algorithmselector.repository.RepositoryException.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.sts.model.StsException;

final class CredentialsTest {
    private static final AwsBasicCredentials FIRST = AwsBasicCredentials.create("first", "secret");
    private static final AwsBasicCredentials SECOND = AwsBasicCredentials.create("second", "secret");
    private static final AwsCredentialsProvider NOT_CONFIGURED = failing(SdkClientException.create("not configured"));

    record Row(RuntimeException failure, Kind kind) {}

    static Stream<Row> failures() {
        return Stream.of(
                new Row(SdkClientException.create("sending", new ConnectException("refused")), Kind.NETWORK),
                new Row(SdkClientException.create("sending", new UnknownHostException("sts")), Kind.NETWORK),
                new Row(SdkClientException.create("sending", new SocketTimeoutException("silent")), Kind.NETWORK),
                new Row(ApiCallTimeoutException.create(1_000), Kind.NETWORK),
                new Row(answer(500), Kind.NETWORK),
                new Row(answer(503), Kind.NETWORK),
                new Row(answer(429), Kind.NETWORK),
                new Row(answer(400), Kind.ACCESS),
                new Row(answer(403), Kind.ACCESS),
                new Row(SdkClientException.create("not configured"), Kind.ACCESS),
                // the file of a token, the program of a profile
                new Row(new UncheckedIOException(new NoSuchFileException("/token")), Kind.ACCESS),
                new Row(new IllegalStateException(new IOException("Cannot run program")), Kind.ACCESS));
    }

    private static RuntimeException answer(int status) {
        return StsException.builder().statusCode(status).message("answered").build();
    }

    private static AwsCredentialsProvider failing(RuntimeException failure) {
        return () -> {
            throw failure;
        };
    }

    private static Credentials credentials(AwsCredentialsProvider... sources) {
        return new Credentials(() -> List.of(sources));
    }

    private static RepositoryException failure(Credentials credentials) {
        Credentials.Unavailable thrown =
                catchThrowableOfType(Credentials.Unavailable.class, credentials::resolveCredentials);
        assertThat(thrown).isNotNull();
        return new S3Failure(S3Address.parse("s3://bucket/m"), false, false).of(thrown);
    }

    @ParameterizedTest
    @MethodSource("failures")
    void resolve_sourceFails_isNetworkOnlyInAnOutage(Row row) {
        RepositoryException failure = failure(credentials(NOT_CONFIGURED, failing(row.failure())));
        assertThat(failure.kind()).isEqualTo(row.kind());
        assertThat(failure).hasMessageContaining(String.valueOf(row.failure().getMessage()));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void resolve_sourceThatHasGivenSome_failsAlike(Row row) {
        AtomicReference<@Nullable RuntimeException> fault = new AtomicReference<>();
        Credentials credentials = credentials(
                NOT_CONFIGURED,
                () -> {
                    @Nullable RuntimeException thrown = fault.get();
                    if (thrown != null) {
                        throw thrown;
                    }
                    return FIRST;
                },
                () -> SECOND);
        assertThat(credentials.resolveCredentials()).isEqualTo(FIRST);
        fault.set(row.failure());
        assertThat(failure(credentials).kind()).isEqualTo(row.kind());
        fault.set(null);
        assertThat(credentials.resolveCredentials()).isEqualTo(FIRST);
    }

    @Test
    void resolve_outage_asksNoOtherIdentity() {
        AwsCredentialsProvider out = failing(SdkClientException.create("sending", new ConnectException("refused")));
        assertThat(failure(credentials(out, () -> SECOND)).kind()).isEqualTo(Kind.NETWORK);
        assertThat(credentials(NOT_CONFIGURED, () -> SECOND).resolveCredentials())
                .isEqualTo(SECOND);
    }

    @Test
    void resolve_interrupted_isNoLackOfCredentials() {
        assertThatThrownBy(
                        credentials(failing(AbortedException.create("interrupted")), () -> SECOND)::resolveCredentials)
                .isInstanceOf(AbortedException.class);
    }
}
