package io.algorithmselector.repository.s3;

import io.algorithmselector.repository.RepositoryException;
import io.algorithmselector.repository.RepositoryException.Kind;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.NonRetryableException;
import software.amazon.awssdk.core.exception.RetryableException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/** Reads single small objects. Thread-safe. */
public final class S3Objects {
    private static final int MAXIMUM_BYTES = 16 << 20;

    private final S3Calls calls;

    S3Objects(S3Calls calls) {
        this.calls = calls;
    }

    /**
     * Reads an object of at most 16 MiB.
     *
     * @param address {@code s3://bucket/key}
     * @throws IllegalArgumentException if the address is none; the message names it
     * @throws RepositoryException if the object is absent, refused or too large, or the store cannot be reached
     */
    public byte[] read(String address) throws RepositoryException {
        S3Address parsed = S3Address.parse(address);
        if (parsed.key().isEmpty()) {
            throw new IllegalArgumentException(address + " names a bucket, not an object");
        }
        try {
            return calls.get(parsed, (response, body) -> bytes(parsed, response, body));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RepositoryException(Kind.NETWORK, parsed + ": interrupted while it was read", e);
        }
    }

    private static byte[] bytes(S3Address address, GetObjectResponse response, InputStream body) {
        byte[] bytes = read(address, body);
        if (bytes.length > MAXIMUM_BYTES) {
            throw refused(address + " has more than " + MAXIMUM_BYTES + " bytes", null);
        }
        if (bytes.length != response.contentLength()) {
            throw again(new CutOffException(address, bytes.length, response.contentLength()));
        }
        return bytes;
    }

    private static byte[] read(S3Address address, InputStream body) {
        try {
            return body.readNBytes(MAXIMUM_BYTES + 1);
        } catch (IOException e) {
            throw again(e);
        } catch (AbortedException e) {
            throw e;
        } catch (SdkClientException e) {
            throw refused(address + ": what arrived does not have the checksum that the store tells", e);
        }
    }

    private static NonRetryableException refused(String message, @Nullable Throwable cause) {
        return NonRetryableException.builder()
                .message(message)
                .cause(new RepositoryException(Kind.CORRUPT, message, cause))
                .build();
    }

    private static RetryableException again(IOException cause) {
        return RetryableException.builder()
                .message(cause.getMessage())
                .cause(cause)
                .build();
    }
}
