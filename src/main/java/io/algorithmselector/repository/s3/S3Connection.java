package io.algorithmselector.repository.s3;

import io.algorithmselector.repository.RepositoryException;
import io.algorithmselector.repository.RepositoryException.Kind;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/** The SDK's client and the credentials it signs with. */
record S3Connection(S3Client client, Credentials credentials) implements AutoCloseable {

    /** @throws RepositoryException if no region is known; opens no connection to the store */
    static S3Connection open(S3Settings settings) throws RepositoryException {
        Region region = region(settings);
        Credentials credentials = new Credentials(settings.anonymous());
        S3ClientBuilder builder = S3Client.builder()
                .httpClientBuilder(UrlConnectionHttpClient.builder()
                        .connectionTimeout(settings.connectTimeout())
                        .socketTimeout(settings.readTimeout()))
                .overrideConfiguration(override -> override.retryStrategy(RetryMode.STANDARD))
                .credentialsProvider(credentials)
                .region(region)
                .forcePathStyle(settings.pathStyle())
                // Asked for by each request that reads a whole object; of a part, the whole's checksum says nothing.
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED);
        if (settings.endpoint() != null) {
            builder.endpointOverride(settings.endpoint());
        }
        return new S3Connection(builder.build(), credentials);
    }

    private static Region region(S3Settings settings) throws RepositoryException {
        if (settings.region() != null) {
            return Region.of(settings.region());
        }
        try {
            return new DefaultAwsRegionProviderChain().getRegion();
        } catch (SdkClientException e) {
            if (settings.endpoint() != null) {
                return Region.US_EAST_1;
            }
            throw new RepositoryException(
                    Kind.ACCESS,
                    "no AWS region is known: set selector.s3.region or AWS_REGION, or an endpoint for another store",
                    e);
        }
    }

    @Override
    public void close() {
        client.close();
        credentials.close();
    }
}
