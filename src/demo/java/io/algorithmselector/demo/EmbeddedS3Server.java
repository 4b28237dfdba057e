package io.algorithmselector.demo;

import java.io.IOException;
import java.net.BindException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * {@link EmbeddedS3} as a process of its own, until it is asked to end (SIGTERM, Ctrl-C).
 *
 * <pre>{@code <port> <file or folder>=<bucket>/<key or prefix>...}</pre>
 *
 * <p>Port 0 stands for any free one. The keys are those of {@code AWS_ACCESS_KEY_ID} and {@code AWS_SECRET_ACCESS_KEY}, so
 * that a gateway with the same environment is let in. Buckets are created, the files uploaded, and then one line on standard
 * output names the endpoint. What keeps it from starting is one line on standard error, with exit code 1.
 */
public final class EmbeddedS3Server {
    private EmbeddedS3Server() {}

    /**
     * What to upload and where to.
     *
     * @param target a key, or a prefix without a slash at its end
     */
    private record Upload(Path source, String bucket, String target) {
        static Upload parse(String argument) {
            int equals = argument.lastIndexOf('=');
            int slash = argument.indexOf('/', equals + 1);
            if (equals < 1 || slash < equals + 2 || slash == argument.length() - 1) {
                throw new IllegalArgumentException("'" + argument + "' is not <file or folder>=<bucket>/<prefix>");
            }
            Path source = Path.of(argument.substring(0, equals));
            if (!Files.exists(source)) {
                throw new IllegalArgumentException(source + " does not exist");
            }
            return new Upload(source, argument.substring(equals + 1, slash), argument.substring(slash + 1));
        }
    }

    public static void main(String[] arguments) {
        keepQuiet();
        try {
            int port = port(arguments);
            List<Upload> uploads = List.of(arguments).subList(1, arguments.length).stream()
                    .map(Upload::parse)
                    .toList();
            serve(port, uploads, System.getenv());
        } catch (BindException e) {
            fail("port " + arguments[0] + " of 127.0.0.1 is taken; name another one");
        } catch (IllegalArgumentException | IOException e) {
            fail(String.valueOf(e.getMessage()));
        }
    }

    /** The server's libraries log by SLF4J, of which a user can act on nothing; JBoss' logging, on the class path, complains unless named. */
    private static void keepQuiet() {
        System.setProperty("java.util.logging.manager", "org.jboss.logmanager.LogManager");
        System.setProperty("slf4j.internal.verbosity", "ERROR");
        System.setProperty("slf4j.provider", "org.slf4j.helpers.NOP_FallbackServiceProvider");
    }

    private static int port(String[] arguments) {
        if (arguments.length < 1 || !arguments[0].matches("[0-9]{1,5}") || Integer.parseInt(arguments[0]) > 65_535) {
            throw new IllegalArgumentException("arguments: <port> <file or folder>=<bucket>/<prefix>...");
        }
        return Integer.parseInt(arguments[0]);
    }

    private static void serve(int port, List<Upload> uploads, Map<String, String> environment) throws IOException {
        EmbeddedS3 server = EmbeddedS3.start(
                port, key(environment, "AWS_ACCESS_KEY_ID"), key(environment, "AWS_SECRET_ACCESS_KEY"));
        // The server's threads keep the process alive.
        Runtime.getRuntime().addShutdownHook(new Thread(server::close, "embedded-s3-end"));
        Set<String> buckets = new TreeSet<>();
        for (Upload upload : uploads) {
            if (buckets.add(upload.bucket())) {
                server.createBucket(upload.bucket());
            }
            server.upload(upload.source(), upload.bucket(), upload.target());
        }
        System.out.println("embedded S3 is ready at " + server.endpoint() + " with buckets " + buckets);
    }

    private static String key(Map<String, String> environment, String name) {
        String value = environment.get(name);
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException("set " + name + " to the key that the server shall accept");
        }
        return value;
    }

    private static void fail(String reason) {
        System.err.println("embedded S3: " + reason);
        System.exit(1);
    }
}
