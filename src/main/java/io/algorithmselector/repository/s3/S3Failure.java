package io.algorithmselector.repository.s3;

import io.algorithmselector.model.S3Address;
import io.algorithmselector.repository.RepositoryException;
import io.algorithmselector.repository.RepositoryException.Kind;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/**
 * What kept a request from its answer, in the repository's words. Messages hold the address, and of the store's answer the
 * status, its code and its text; never a header, a signature or a key.
 *
 * @param listed whether the address has just been listed, so that its absence is a change
 */
record S3Failure(S3Address address, boolean listed, boolean anonymous) {
    // What the store answers with status 400.
    private static final Set<String> CREDENTIAL_CODES = Set.of("ExpiredToken", "InvalidToken", "TokenRefreshRequired");
    private static final Set<String> REGION_CODES =
            Set.of("AuthorizationHeaderMalformed", "PermanentRedirect", "IllegalLocationConstraintException");

    /** The SDK has signed by the store's clock then, if the answer told the time, and was refused again. */
    private static final String CLOCK_CODE = "RequestTimeTooSkewed";

    RepositoryException of(RuntimeException failure) {
        return switch (failure) {
            case Credentials.Unavailable e -> withoutCredentials(e);
            case AwsServiceException e -> answered(e);
            default -> unanswered(failure);
        };
    }

    private RepositoryException withoutCredentials(Credentials.Unavailable e) {
        return e.isOutage()
                ? new RepositoryException(Kind.NETWORK, address + ": no credentials for now: " + e.getMessage(), e)
                : new RepositoryException(Kind.ACCESS, address + ": no credentials: " + e.getMessage(), e);
    }

    private RepositoryException answered(AwsServiceException e) {
        @Nullable AwsErrorDetails details = e.awsErrorDetails();
        @Nullable String code = details == null ? null : details.errorCode();
        int status = e.statusCode();
        Kind kind = kind(status, code == null ? "" : code);
        String message = address + ": " + words(kind, code, e) + " (" + status + (code == null ? "" : " " + code)
                + (details == null || details.errorMessage() == null ? "" : ": " + details.errorMessage()) + ")";
        return new RepositoryException(kind, message, e);
    }

    private Kind kind(int status, String code) {
        if (CREDENTIAL_CODES.contains(code) || REGION_CODES.contains(code)) {
            return Kind.ACCESS;
        }
        return switch (status) {
            case 301, 307, 401, 403 -> Kind.ACCESS;
            case 404 -> listed && !code.equals("NoSuchBucket") ? Kind.CHANGED : Kind.ABSENT;
            case 412, 416 -> Kind.CHANGED;
            case 408, 429 -> Kind.NETWORK;
            default -> status >= 500 ? Kind.NETWORK : Kind.ACCESS;
        };
    }

    private String words(Kind kind, @Nullable String code, AwsServiceException e) {
        return switch (kind) {
            case ACCESS -> accessWords(code, e);
            case ABSENT ->
                "NoSuchBucket".equals(code) ? "there is no bucket " + address.bucket() : "there is no such object";
            case NETWORK -> "the store cannot answer now";
            case CHANGED -> "the object has changed since it was listed";
            case CORRUPT, LOCAL -> throw new IllegalStateException(kind + " is no answer of a store");
        };
    }

    private String accessWords(@Nullable String code, AwsServiceException e) {
        if (e.statusCode() == 301 || e.statusCode() == 307 || (code != null && REGION_CODES.contains(code))) {
            return "the bucket lies in another region"
                    + region(e).map(name -> ", " + name).orElse("");
        }
        if (CLOCK_CODE.equals(code)) {
            return "access is refused because this machine's clock and the store's differ too much";
        }
        return anonymous ? "access without credentials is refused" : "access is refused";
    }

    private static Optional<String> region(AwsServiceException e) {
        return Optional.ofNullable(e.awsErrorDetails())
                .map(AwsErrorDetails::sdkHttpResponse)
                .flatMap(response -> response.firstMatchingHeader("x-amz-bucket-region"));
    }

    /** The request never arrived, or its answer was not understood; or whoever took the answer's body has failed. */
    private RepositoryException unanswered(RuntimeException failure) {
        @Nullable Throwable cause = failure;
        while (cause != null) {
            switch (cause) {
                case RepositoryException ours -> {
                    return ours;
                }
                case Credentials.Unavailable e -> {
                    return of(e);
                }
                case CutOffException e -> {
                    return new RepositoryException(Kind.CORRUPT, String.valueOf(e.getMessage()), failure);
                }
                case IOException e -> {
                    return new RepositoryException(
                            Kind.NETWORK, address + ": the connection failed: " + text(e), failure);
                }
                default -> cause = cause.getCause();
            }
        }
        return new RepositoryException(Kind.NETWORK, address + ": no usable answer: " + text(failure), failure);
    }

    private static String text(Throwable cause) {
        return cause.getClass().getSimpleName() + (cause.getMessage() == null ? "" : ": " + cause.getMessage());
    }
}
