package io.algorithmselector.api.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.algorithmselector.api.transport.ApiError;
import io.algorithmselector.inference.Transport;
import io.algorithmselector.model.ErrorCode;
import io.algorithmselector.model.Failure;
import io.grpc.Status;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** One table of failures for both transports. */
class TensorflowErrorTest {
    static Stream<Arguments> failures() {
        return Stream.of(
                arguments(
                        new Failure.ModelNotFound("m"), 404, "NOT_FOUND", "Servable not found for request: Latest(m)"),
                arguments(
                        new Failure.VersionNotFound("m", 9),
                        404,
                        "NOT_FOUND",
                        "Servable not found for request: Specific(m, 9)"),
                arguments(
                        new Failure.VersionNotAvailable("m", 9, "LOADING"),
                        404,
                        "NOT_FOUND",
                        "Servable not found for request: Specific(m, 9)"),
                arguments(
                        new Failure.LabelNotFound("m", "x"),
                        400,
                        "INVALID_ARGUMENT",
                        "Unrecognized servable version label: x"),
                arguments(
                        new Failure.LabelNotAvailable("m", "x", 2),
                        503,
                        "UNAVAILABLE",
                        "label x of model m points at version 2, which is not available"),
                arguments(new Failure.NothingAvailable("m"), 503, "UNAVAILABLE", "no version of model m is available"),
                arguments(new Failure.InvalidInput("wrong"), 400, "INVALID_ARGUMENT", "wrong"),
                arguments(new Failure.TooLarge(5), 413, "RESOURCE_EXHAUSTED", "the request is larger than 5 bytes"),
                arguments(new Failure.PermissionDenied("not here"), 403, "PERMISSION_DENIED", "not here"),
                arguments(new Failure.DeadlineExceeded("late"), 504, "DEADLINE_EXCEEDED", "late"),
                arguments(new Failure.Unavailable("full"), 503, "UNAVAILABLE", "full"),
                arguments(new Failure.AtLimit("full"), 429, "RESOURCE_EXHAUSTED", "full"),
                arguments(new Failure.Unsupported("no"), 501, "UNIMPLEMENTED", "no"),
                arguments(new Failure.EngineFailed(ErrorCode.OUT_OF_RANGE, "index"), 400, "OUT_OF_RANGE", "index"),
                arguments(new Failure.Internal("number 5"), 500, "INTERNAL", "number 5"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void failure_onBothTransports_sameCodeAndWords(Failure failure, int http, String code, String text) {
        ApiError rest = TensorflowError.of(failure, Transport.REST);
        ApiError grpc = TensorflowError.of(failure, Transport.GRPC);
        assertThat(rest).isEqualTo(grpc);
        assertThat(rest.httpStatus()).isEqualTo(http);
        assertThat(rest.text()).isEqualTo(text);
        Status status = grpc.toGrpc().getStatus();
        assertThat(status.getCode().name())
                .isEqualTo(code)
                .isEqualTo(rest.code().name());
        assertThat(status.getDescription()).isEqualTo(text);
    }

    @Test
    void signatureNotFound_differsByTransport_asTensorFlowServingDoes() {
        Failure failure = new Failure.SignatureNotFound("m", 1, "s");
        ApiError rest = TensorflowError.of(failure, Transport.REST);
        assertThat(rest.text()).isEqualTo("Serving signature name: \"s\" not found in signature def");
        assertThat(rest.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
        ApiError grpc = TensorflowError.of(failure, Transport.GRPC);
        assertThat(grpc.text()).isEqualTo("Serving signature key \"s\" not found.");
        assertThat(grpc.code()).isEqualTo(ErrorCode.FAILED_PRECONDITION);
        assertThat(rest.httpStatus()).isEqualTo(grpc.httpStatus()).isEqualTo(400);
    }

    @Test
    void table_hasEveryFailure() {
        Set<Class<?>> covered = failures()
                .map(row -> Objects.requireNonNull(row.get()[0]).getClass())
                .collect(Collectors.toSet());
        covered.add(Failure.SignatureNotFound.class);
        assertThat(covered).containsExactlyInAnyOrder(Failure.class.getPermittedSubclasses());
    }

    @ParameterizedTest
    @CsvSource({
        "INVALID_ARGUMENT, 400",
        "FAILED_PRECONDITION, 400",
        "OUT_OF_RANGE, 400",
        "UNAUTHENTICATED, 401",
        "PERMISSION_DENIED, 403",
        "NOT_FOUND, 404",
        "ALREADY_EXISTS, 409",
        "ABORTED, 409",
        "RESOURCE_EXHAUSTED, 429",
        "CANCELLED, 499",
        "UNKNOWN, 500",
        "INTERNAL, 500",
        "DATA_LOSS, 500",
        "UNIMPLEMENTED, 501",
        "UNAVAILABLE, 503",
        "DEADLINE_EXCEEDED, 504"
    })
    void code_hasTensorFlowServingsHttpStatus(ErrorCode code, int status) {
        assertThat(TensorflowError.of(new Failure.EngineFailed(code, "x"), Transport.REST)
                        .httpStatus())
                .isEqualTo(status);
    }

    @ParameterizedTest
    @EnumSource
    void engineFailed_everyCode_hasItsOwnGrpcCodeAndAnHttpError(ErrorCode code) {
        ApiError error = TensorflowError.of(new Failure.EngineFailed(code, "x"), Transport.GRPC);
        assertThat(error.toGrpc().getStatus().getCode().name()).isEqualTo(code.name());
        assertThat(error.httpStatus()).isBetween(400, 504);
    }

    @Test
    void status_notFound_hasItsOwnWords() {
        for (Transport transport : Transport.values()) {
            assertThat(TensorflowError.ofStatus(new Failure.ModelNotFound("m"), transport)
                            .text())
                    .isEqualTo("Could not find any versions of model m");
            assertThat(TensorflowError.ofStatus(new Failure.VersionNotFound("m", 9), transport)
                            .text())
                    .isEqualTo("Could not find version 9 of model m");
            assertThat(TensorflowError.ofStatus(new Failure.LabelNotFound("m", "x"), transport)
                            .text())
                    .isEqualTo("Unrecognized servable version label: x");
        }
    }
}
