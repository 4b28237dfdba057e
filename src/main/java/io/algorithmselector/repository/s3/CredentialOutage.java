package io.algorithmselector.repository.s3;

import java.io.EOFException;
import java.io.InterruptedIOException;
import java.net.SocketException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkServiceException;

/** Tells an outage of whoever gives credentials from a configuration that names none, or wrong ones. */
final class CredentialOutage {
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int SERVER_ERROR = 500;

    private CredentialOutage() {}

    /**
     * A token's file that is missing or a program that cannot be run is an IOException as well, but none of the network's.
     *
     * @param reachable whether it could be reached but for an outage: else only an answer tells of one
     */
    static boolean is(RuntimeException failure, boolean reachable) {
        @Nullable Throwable cause = failure;
        while (cause != null) {
            boolean outage = switch (cause) {
                case SdkServiceException e -> cannotAnswer(e);
                case ApiCallTimeoutException _, ApiCallAttemptTimeoutException _ -> reachable;
                case SocketException _, InterruptedIOException _ -> reachable;
                case UnknownHostException _, SSLException _, EOFException _ -> reachable;
                default -> false;
            };
            if (outage) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }

    private static boolean cannotAnswer(SdkServiceException e) {
        return e.statusCode() >= SERVER_ERROR || e.statusCode() == TOO_MANY_REQUESTS || e.isThrottlingException();
    }
}
