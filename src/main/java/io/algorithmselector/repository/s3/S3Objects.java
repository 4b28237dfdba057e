package io.algorithmselector.repository.s3;

import io.algorithmselector.model.S3Address;
import io.algorithmselector.repository.RepositoryException;
import io.algorithmselector.repository.RepositoryException.Kind;
import java.io.InputStream;
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
        S3Address parsed = S3Address.parseObject(address);
        try {
            return calls.get(parsed, (response, body) -> bytes(parsed, response, body));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RepositoryException(Kind.NETWORK, parsed + ": interrupted while it was read", e);
        }
    }

    private static byte[] bytes(S3Address address, GetObjectResponse response, InputStream body) {
        byte[] bytes = BodyFailure.telling(address, body, from -> from.readNBytes(MAXIMUM_BYTES + 1));
        if (bytes.length > MAXIMUM_BYTES) {
            throw BodyFailure.refused(Kind.CORRUPT, address + " has more than " + MAXIMUM_BYTES + " bytes", null);
        }
        if (bytes.length != response.contentLength()) {
            throw BodyFailure.again(new CutOffException(address, bytes.length, response.contentLength()));
        }
        return bytes;
    }
}
