package io.algorithmselector.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * An S3 server in this process, on the loopback interface, with one pair of keys; its objects lie in a temporary folder
 * and go with it. Thread-safe.
 */
public final class EmbeddedS3 implements AutoCloseable {
    // Held here, because the logging library would forget a logger's level with the logger.
    private static final Logger SERVER_LOG = Logger.getLogger("org.gaul");

    private final S3Proxy server;
    private final Path folder;
    private final URI endpoint;
    private final S3Client client;

    private EmbeddedS3(S3Proxy server, Path folder, URI endpoint, S3Client client) {
        this.server = server;
        this.folder = folder;
        this.endpoint = endpoint;
        this.client = client;
    }

    /**
     * @param port 0 for any free one
     * @throws BindException if the port is taken
     */
    public static EmbeddedS3 start(int port, String accessKey, String secretKey) throws IOException {
        SERVER_LOG.setLevel(Level.WARNING);
        Path folder = Files.createTempDirectory("embedded-s3-");
        try {
            S3Proxy server = S3Proxy.builder()
                    .blobStore(new FilesystemNio2BlobStore(folder.toString()))
                    .endpoint(URI.create("http://127.0.0.1:" + port))
                    .awsAuthentication(AuthenticationType.AWS_V4, accessKey, secretKey)
                    // Without it a request that carries a header the server does not know is refused.
                    .ignoreUnknownHeaders(true)
                    // Its clients keep idle connections, for which there is nothing to wait.
                    .stopTimeout(0)
                    .build();
            startServer(server);
            URI endpoint = URI.create("http://127.0.0.1:" + server.getPort());
            return new EmbeddedS3(server, folder, endpoint, client(endpoint, accessKey, secretKey));
        } catch (IOException | RuntimeException e) {
            delete(folder);
            throw e;
        }
    }

    private static void startServer(S3Proxy server) throws IOException {
        try {
            server.start();
        } catch (IOException | RuntimeException e) {
            if (e.getCause() instanceof BindException taken) {
                throw taken;
            }
            throw e;
        } catch (Exception e) {
            throw new IOException("the embedded S3 server did not start", e);
        }
    }

    private static S3Client client(URI endpoint, String accessKey, String secretKey) {
        return S3Client.builder()
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .endpointOverride(endpoint)
                // Bodies go as they are: in chunks with a checksum behind them an object without a byte has a body as
                // well, whose
                // writing fails on a connection that the server has closed.
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .serviceConfiguration(settings -> settings.pathStyleAccessEnabled(true)
                        .chunkedEncodingEnabled(false)
                        .expectContinueEnabled(false))
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKey, secretKey)))
                .build();
    }

    public URI endpoint() {
        return endpoint;
    }

    /** A client with the server's own keys, for whatever the methods here do not cover. */
    public S3Client client() {
        return client;
    }

    public void createBucket(String bucket) {
        client.createBucket(request -> request.bucket(bucket));
    }

    public void put(String bucket, String key, byte[] content) {
        client.putObject(request -> request.bucket(bucket).key(key), RequestBody.fromBytes(content));
    }

    public void delete(String bucket, String key) {
        client.deleteObject(request -> request.bucket(bucket).key(key));
    }

    /** Uploads a file to {@code target}, or the files below a folder to {@code target/<relative path>}. */
    public void upload(Path source, String bucket, String target) throws IOException {
        List<Path> files;
        try (Stream<Path> walk = Files.walk(source)) {
            files = walk.filter(Files::isRegularFile).sorted().toList();
        }
        for (Path file : files) {
            String relative = source.relativize(file).toString().replace('\\', '/');
            String key = relative.isEmpty() ? target : target + "/" + relative;
            client.putObject(request -> request.bucket(bucket).key(key), file);
        }
    }

    /** Stops answering and deletes the objects. */
    @Override
    public void close() {
        client.close();
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("the embedded S3 server did not stop", e);
        } finally {
            delete(folder);
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> walk = Files.walk(folder)) {
            for (Path path : walk.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
