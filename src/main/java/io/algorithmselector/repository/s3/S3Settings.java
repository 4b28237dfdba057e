package io.algorithmselector.repository.s3;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How to reach the store.
 *
 * @param endpoint {@code http(s)://host[:port]}; null: AWS's own, or the one that the SDK's environment names
 * @param region null: the SDK's chain (environment, profile, instance), and after it, with an endpoint, {@code us-east-1},
 *     which stores other than AWS take for a default
 * @param pathStyle the bucket in the path rather than in the host's name
 * @param anonymous requests are not signed; otherwise the SDK's default credential chain, web identity included
 * @param parallelDownloads requests at a time, over all models, at least 1
 * @param connectTimeout for one attempt to connect; three are made
 * @param readTimeout the longest silence of a connection
 * @param bytesPerSecond of all downloads together, at least 1,024; null: as fast as they can
 */
public record S3Settings(
        @Nullable URI endpoint,
        @Nullable String region,
        boolean pathStyle,
        boolean anonymous,
        int parallelDownloads,
        Duration connectTimeout,
        Duration readTimeout,
        @Nullable Long bytesPerSecond) {
    /** What a bandwidth cannot be below. */
    public static final long LEAST_BYTES_PER_SECOND = 1 << 10;

    /** @throws IllegalArgumentException that names what is wrong */
    public S3Settings {
        if (endpoint != null) {
            requireHttp(endpoint);
        }
        if (region != null && region.isBlank()) {
            throw new IllegalArgumentException("the S3 region is empty");
        }
        if (parallelDownloads < 1) {
            throw new IllegalArgumentException("parallel downloads from S3: " + parallelDownloads + " is less than 1");
        }
        if (!connectTimeout.isPositive() || !readTimeout.isPositive()) {
            throw new IllegalArgumentException("the timeouts for S3 are not positive");
        }
        if (bytesPerSecond != null && bytesPerSecond < LEAST_BYTES_PER_SECOND) {
            throw new IllegalArgumentException(
                    "a bandwidth of " + bytesPerSecond + " bytes/s is less than " + LEAST_BYTES_PER_SECOND);
        }
    }

    /** With eight downloads at a time, as fast as they can, five seconds to connect and thirty of silence. */
    public static S3Settings of(@Nullable URI endpoint, @Nullable String region, boolean pathStyle, boolean anonymous) {
        return new S3Settings(
                endpoint, region, pathStyle, anonymous, 8, Duration.ofSeconds(5), Duration.ofSeconds(30), null);
    }

    /** These, but with no more bytes a second of all downloads together; null: as fast as they can. */
    public S3Settings withBytesPerSecond(@Nullable Long limit) {
        return new S3Settings(
                endpoint, region, pathStyle, anonymous, parallelDownloads, connectTimeout, readTimeout, limit);
    }

    /** @throws IllegalArgumentException if that is no endpoint; the message names it, unless it may hold a password */
    public static void requireHttp(URI endpoint) {
        // Not shown in the message: this is where somebody may have put a password.
        if (endpoint.getRawUserInfo() != null) {
            throw new IllegalArgumentException(
                    "the S3 endpoint holds user information; credentials do not belong there");
        }
        boolean http = "http".equals(endpoint.getScheme()) || "https".equals(endpoint.getScheme());
        if (!http || endpoint.getHost() == null) {
            throw new IllegalArgumentException("the S3 endpoint " + endpoint + " is not http(s)://host[:port]");
        }
    }
}
