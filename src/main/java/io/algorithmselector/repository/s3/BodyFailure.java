package io.algorithmselector.repository.s3;

import io.algorithmselector.model.S3Address;
import io.algorithmselector.repository.RepositoryException;
import io.algorithmselector.repository.RepositoryException.Kind;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.NonRetryableException;
import software.amazon.awssdk.core.exception.RetryableException;
import software.amazon.awssdk.core.exception.SdkClientException;

/** What goes wrong while the body of an answer is read, in the words that tell the client whether to ask again. */
final class BodyFailure {
    private BodyFailure() {}

    /** Reads from a body. */
    @FunctionalInterface
    interface Read<T> {
        T from(InputStream body) throws IOException;
    }

    static <T> T telling(S3Address source, InputStream body, Read<T> read) {
        try {
            return read.from(body);
        } catch (IOException e) {
            throw again(e);
        } catch (AbortedException e) {
            throw e;
        } catch (SdkClientException e) {
            // The client compares some of the checksums itself and objects at the end of the body.
            throw refused(Kind.CORRUPT, source + ": what arrived does not have the checksum that the store tells", e);
        }
    }

    static RetryableException again(IOException cause) {
        return RetryableException.builder()
                .message(cause.getMessage())
                .cause(cause)
                .build();
    }

    static NonRetryableException refused(Kind kind, String message, @Nullable Throwable cause) {
        return NonRetryableException.builder()
                .message(message)
                .cause(new RepositoryException(kind, message, cause))
                .build();
    }
}
