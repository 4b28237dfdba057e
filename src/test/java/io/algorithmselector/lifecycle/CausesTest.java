package io.algorithmselector.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.algorithmselector.lifecycle.VersionStatus.Cause;
import io.algorithmselector.model.ErrorCode;
import io.algorithmselector.model.Failure;
import io.algorithmselector.model.ServingException;
import io.algorithmselector.repository.RepositoryException;
import io.algorithmselector.repository.RepositoryException.Kind;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What is thrown, the code that a version's status shows for it, and whether it is tried again. */
final class CausesTest {
    @ParameterizedTest
    @CsvSource({
        "ACCESS, PERMISSION_DENIED, LATER",
        "ABSENT, NOT_FOUND, RELIST",
        "NETWORK, UNAVAILABLE, LATER",
        "CHANGED, ABORTED, RELIST",
        "CORRUPT, DATA_LOSS, SELDOM",
        "LOCAL, INTERNAL, SELDOM"
    })
    void of_repository_saysItInStatusWords(Kind kind, ErrorCode code, Retry retry) {
        RepositoryException thrown = new RepositoryException(kind, "s3://bucket/key: " + kind, null);
        assertThat(Causes.of(thrown)).isEqualTo(new Cause(code, "s3://bucket/key: " + kind));
        assertThat(Retry.after(thrown)).isEqualTo(retry);
    }

    @ParameterizedTest
    @CsvSource({
        "INVALID_ARGUMENT, NEVER",
        "NOT_FOUND, NEVER",
        "FAILED_PRECONDITION, NEVER",
        "INTERNAL, NEVER",
        "RESOURCE_EXHAUSTED, LATER",
        "UNAVAILABLE, LATER",
        "ABORTED, LATER",
        "DEADLINE_EXCEEDED, LATER"
    })
    void of_engine_keepsItsCode(ErrorCode code, Retry retry) {
        ServingException thrown = new ServingException(new Failure.EngineFailed(code, "no op Foo"));
        assertThat(Causes.of(thrown)).isEqualTo(new Cause(code, "no op Foo"));
        assertThat(Retry.after(thrown)).isEqualTo(retry);
    }

    static Stream<Arguments> others() {
        return Stream.of(
                Arguments.of(new OutOfMemoryError("heap"), ErrorCode.RESOURCE_EXHAUSTED),
                Arguments.of(new InterruptedException(), ErrorCode.CANCELLED),
                Arguments.of(new IllegalStateException("a defect"), ErrorCode.INTERNAL),
                Arguments.of(new UnsatisfiedLinkError("libtensorflow"), ErrorCode.INTERNAL),
                Arguments.of(ServingException.invalidInput("odd"), ErrorCode.INTERNAL));
    }

    @ParameterizedTest
    @MethodSource("others")
    void of_anythingElse_isTriedAgainLater(Throwable thrown, ErrorCode code) {
        assertThat(Causes.of(thrown).code()).isEqualTo(code);
        assertThat(Retry.after(thrown)).isEqualTo(Retry.LATER);
    }

    @Test
    void of_defect_namesItsClass() {
        assertThat(Causes.of(new IllegalStateException("a defect")).message())
                .isEqualTo("java.lang.IllegalStateException: a defect");
    }
}
