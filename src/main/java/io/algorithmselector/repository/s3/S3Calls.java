package io.algorithmselector.repository.s3;

import io.algorithmselector.model.S3Address;
import io.algorithmselector.repository.FileDigest;
import io.algorithmselector.repository.RepositoryException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;

/**
 * The requests that this package makes, with failures in the repository's words. None holds its caller for ever: an answer that is
 * small must be whole in twice the time of a silence, and a body must keep arriving ({@link WatchedBody}).
 */
final class S3Calls {
    private final Source connections;
    private final boolean anonymous;
    private final Duration silence;
    private final Optional<BandwidthLimit> limit;

    /** Gives the one connection. */
    @FunctionalInterface
    interface Source {
        S3Connection get() throws RepositoryException;
    }

    /** @param limit of all that download versions */
    S3Calls(Source connections, S3Settings settings, Optional<BandwidthLimit> limit) {
        this.connections = connections;
        this.anonymous = settings.anonymous();
        this.silence = settings.readTimeout();
        this.limit = limit;
    }

    /** @param token null for the first page */
    ListObjectsV2Response page(S3Address folder, @Nullable String token)
            throws RepositoryException, InterruptedException {
        return call(
                folder,
                false,
                client -> client.listObjectsV2(request -> request.bucket(folder.bucket())
                        .prefix(folder.prefix())
                        .continuationToken(token)
                        .overrideConfiguration(this::soon)));
    }

    /** An object as it is now, whole. */
    <T> T get(S3Address address, ResponseTransformer<GetObjectResponse, T> body)
            throws RepositoryException, InterruptedException {
        Consumer<GetObjectRequest.Builder> request =
                get -> get.bucket(address.bucket()).key(address.key()).checksumMode(ChecksumMode.ENABLED);
        return call(
                address,
                false,
                client -> client.getObject(
                        request,
                        (response, stream) ->
                                body.transform(response, WatchedBody.of(address, stream, silence, Optional.empty()))));
    }

    /** Bytes of a listed object. */
    FilePart.Arrived get(StoredObject object, FilePart part) throws RepositoryException, InterruptedException {
        Consumer<GetObjectRequest.Builder> request = get -> {
            get.bucket(object.address().bucket()).key(object.address().key()).ifMatch(object.eTag());
            if (part.length() < object.bytes()) {
                get.range("bytes=" + part.offset() + "-" + (part.offset() + part.length() - 1));
            } else {
                get.checksumMode(ChecksumMode.ENABLED);
            }
        };
        return call(
                object.address(),
                true,
                client -> client.getObject(
                        request,
                        (response, stream) ->
                                part.transform(response, WatchedBody.of(object.address(), stream, silence, limit))));
    }

    /**
     * What the store knows of a listed object.
     *
     * @param uploadPart the part of its upload to tell about, from 1; null for the whole
     */
    HeadObjectResponse head(StoredObject object, @Nullable Integer uploadPart)
            throws RepositoryException, InterruptedException {
        Consumer<HeadObjectRequest.Builder> request =
                head -> head.bucket(object.address().bucket())
                        .key(object.address().key())
                        .ifMatch(object.eTag())
                        .partNumber(uploadPart)
                        .checksumMode(ChecksumMode.ENABLED)
                        .overrideConfiguration(this::soon);
        return call(object.address(), true, client -> client.headObject(request));
    }

    private void soon(AwsRequestOverrideConfiguration.Builder request) {
        request.apiCallAttemptTimeout(silence.multipliedBy(2));
    }

    private interface Request<T> {
        T send(S3Client client);
    }

    private <T> T call(S3Address address, boolean listed, Request<T> request)
            throws RepositoryException, InterruptedException {
        S3Connection connection = connections.get();
        try {
            return request.send(connection.client());
        } catch (AbortedException e) {
            throw FileDigest.interrupted("at " + address, e);
        } catch (SdkException | Credentials.Unavailable e) {
            if (Thread.currentThread().isInterrupted()) {
                throw FileDigest.interrupted("at " + address, e);
            }
            throw new S3Failure(address, listed, anonymous).of(e);
        }
    }
}
