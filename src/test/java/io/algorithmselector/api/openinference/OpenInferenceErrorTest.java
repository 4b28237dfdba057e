package io.algorithmselector.api.openinference;

import static org.assertj.core.api.Assertions.assertThat;

import io.algorithmselector.api.transport.ApiError;
import io.algorithmselector.model.ErrorCode;
import io.algorithmselector.model.Failure;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class OpenInferenceErrorTest {
    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(
                        new Failure.ModelNotFound("x"),
                        ErrorCode.NOT_FOUND,
                        404,
                        "Request for unknown model: 'x' is not found"),
                Arguments.of(
                        new Failure.VersionNotFound("x", 9),
                        ErrorCode.NOT_FOUND,
                        404,
                        "Request for unknown model: 'x' version 9 is not found"),
                Arguments.of(
                        new Failure.LabelNotFound("x", "beta"),
                        ErrorCode.NOT_FOUND,
                        404,
                        "Request for unknown model: 'x' label beta is not found"),
                Arguments.of(
                        new Failure.VersionNotAvailable("x", 9, "LOADING"),
                        ErrorCode.UNAVAILABLE,
                        503,
                        "Request for unknown model: 'x' version 9 is not at ready state"),
                Arguments.of(
                        new Failure.LabelNotAvailable("x", "beta", 9),
                        ErrorCode.UNAVAILABLE,
                        503,
                        "Request for unknown model: 'x' label beta is not at ready state"),
                Arguments.of(
                        new Failure.NothingAvailable("x"),
                        ErrorCode.UNAVAILABLE,
                        503,
                        "Request for unknown model: 'x' has no available versions"),
                Arguments.of(
                        new Failure.SignatureNotFound("x", 9, "s"),
                        ErrorCode.INVALID_ARGUMENT,
                        400,
                        "version 9 of model x has no signature 's'"),
                Arguments.of(new Failure.InvalidInput("bad"), ErrorCode.INVALID_ARGUMENT, 400, "bad"),
                Arguments.of(
                        new Failure.TooLarge(7),
                        ErrorCode.RESOURCE_EXHAUSTED,
                        413,
                        "the request is larger than 7 bytes"),
                Arguments.of(new Failure.DeadlineExceeded("late"), ErrorCode.DEADLINE_EXCEEDED, 504, "late"),
                Arguments.of(new Failure.AtLimit("full"), ErrorCode.RESOURCE_EXHAUSTED, 503, "full"),
                Arguments.of(new Failure.Unavailable("stopping"), ErrorCode.UNAVAILABLE, 503, "stopping"),
                Arguments.of(new Failure.Unsupported("no"), ErrorCode.UNIMPLEMENTED, 501, "no"),
                Arguments.of(
                        new Failure.EngineFailed(ErrorCode.RESOURCE_EXHAUSTED, "full"),
                        ErrorCode.RESOURCE_EXHAUSTED,
                        503,
                        "full"),
                Arguments.of(
                        new Failure.EngineFailed(ErrorCode.PERMISSION_DENIED, "off"),
                        ErrorCode.PERMISSION_DENIED,
                        403,
                        "off"),
                Arguments.of(new Failure.Internal("defect 1"), ErrorCode.INTERNAL, 500, "defect 1"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void of_everyFailure_hasCodeStatusAndWords(Failure failure, ErrorCode code, int http, String text) {
        ApiError error = OpenInferenceError.of(failure);
        assertThat(error.code()).isEqualTo(code);
        assertThat(error.httpStatus()).isEqualTo(http);
        assertThat(error.text()).isEqualTo(text);
        assertThat(error.toGrpc().getStatus().getCode().value()).isEqualTo(code.number());
        assertThat(error.toGrpc().getStatus().getDescription()).isEqualTo(text);
    }

    @Test
    void of_longEcho_isShortenedAndWhole() {
        assertThat(OpenInferenceError.of(new Failure.ModelNotFound("m".repeat(100_000)))
                        .text())
                .hasSizeLessThan(200)
                .endsWith("mm…' is not found");
        String pairs = "\uD83D\uDE00".repeat(100_000);
        assertThat(OpenInferenceError.of(new Failure.InvalidInput("-" + pairs)).text())
                .hasSizeLessThan(1030)
                .matches("-(\uD83D\uDE00)+(…|\\.\\.\\.)");
    }
}
