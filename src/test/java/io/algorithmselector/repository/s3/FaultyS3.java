package io.algorithmselector.repository.s3;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.algorithmselector.repository.FileDigest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * As much of an S3 server as the adapter talks to, on the loopback interface, whose every answer a test can replace, so as to
 * see what no well-behaved server shows. It checks no signatures, and remembers what it was asked.
 */
final class FaultyS3 implements AutoCloseable {
    /** Answers one request, in place of the server; or lets it answer. */
    @FunctionalInterface
    interface Fault {
        /** @return false if the server shall answer after all */
        boolean answer(HttpExchange exchange) throws IOException;
    }

    private static final String XML = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, Stored> objects = new ConcurrentSkipListMap<>();
    private final Map<String, Map<String, String>> headers = new ConcurrentHashMap<>();
    private final Map<String, Fault> faults = new ConcurrentHashMap<>();
    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
    private final List<@Nullable String> authorizations = Collections.synchronizedList(new ArrayList<>());

    /** Hashed once and not by every request, which would keep the client waiting. */
    private static final class Stored {
        private final byte[] content;
        private final String eTag;

        Stored(byte[] content) {
            this.content = content;
            this.eTag = eTag(content);
        }
    }

    FaultyS3() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::serve);
        server.start();
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    void put(String key, byte[] content) {
        objects.put(key, new Stored(content));
    }

    void put(String key, String content) {
        put(key, content.getBytes(UTF_8));
    }

    void delete(String key) {
        objects.remove(key);
    }

    /** Headers that an object's answers carry besides the usual ones. */
    void header(String key, String name, String value) {
        headers.computeIfAbsent(key, any -> new ConcurrentHashMap<>()).put(name, value);
    }

    /** @param key of the object whose answers to replace; empty: the listing */
    void fault(String key, Fault fault) {
        faults.put(key, fault);
    }

    /** Method, key and range of every request so far; a listing's key is empty. */
    List<String> requests() {
        synchronized (requests) {
            return List.copyOf(requests);
        }
    }

    List<@Nullable String> authorizations() {
        synchronized (authorizations) {
            return new ArrayList<>(authorizations);
        }
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            String key = path.substring(Math.min(path.length(), path.indexOf('/', 1) + 1));
            if (path.indexOf('/', 1) < 0) {
                key = "";
            }
            @Nullable String range = exchange.getRequestHeaders().getFirst("Range");
            requests.add(exchange.getRequestMethod() + " " + key + (range == null ? "" : " " + range));
            authorizations.add(exchange.getRequestHeaders().getFirst("Authorization"));
            Fault fault = faults.getOrDefault(key, any -> false);
            if (!fault.answer(exchange)) {
                answer(exchange, key);
            }
        }
    }

    private void answer(HttpExchange exchange, String key) throws IOException {
        @Nullable Stored stored = objects.get(key);
        @Nullable String expected = exchange.getRequestHeaders().getFirst("If-Match");
        if (key.isEmpty()) {
            list(exchange, query(exchange));
        } else if (stored == null) {
            error(exchange, 404, "NoSuchKey", "The specified key does not exist.");
        } else if (expected != null && !expected.equals(stored.eTag)) {
            error(exchange, 412, "PreconditionFailed", "At least one of the preconditions did not hold.");
        } else {
            object(exchange, key, stored);
        }
    }

    private void object(HttpExchange exchange, String key, Stored stored) throws IOException {
        byte[] content = stored.content;
        exchange.getResponseHeaders().set("ETag", stored.eTag);
        headers.getOrDefault(key, Map.of()).forEach(exchange.getResponseHeaders()::set);
        @Nullable String range = exchange.getRequestHeaders().getFirst("Range");
        if (range == null) {
            send(exchange, 200, content);
            return;
        }
        String[] ends = range.substring("bytes=".length()).split("-", -1);
        int from = Integer.parseInt(ends[0]);
        int to = Integer.parseInt(ends[1]);
        exchange.getResponseHeaders().set("Content-Range", "bytes " + from + "-" + to + "/" + content.length);
        send(exchange, 206, Arrays.copyOfRange(content, from, to + 1));
    }

    private void list(HttpExchange exchange, Map<String, String> query) throws IOException {
        String prefix = query.getOrDefault("prefix", "");
        String after = query.getOrDefault("continuation-token", "");
        List<String> keys = objects.keySet().stream()
                .filter(key -> key.startsWith(prefix) && key.compareTo(after) > 0)
                .toList();
        List<String> page = keys.subList(0, Math.min(1000, keys.size()));
        boolean more = page.size() < keys.size();
        String contents = page.stream().map(this::listed).collect(Collectors.joining());
        String token = more ? "<NextContinuationToken>" + page.getLast() + "</NextContinuationToken>" : "";
        send(
                exchange,
                200,
                (XML + "<ListBucketResult><IsTruncated>" + more + "</IsTruncated>" + token + contents
                                + "</ListBucketResult>")
                        .getBytes(UTF_8));
    }

    private String listed(String key) {
        @Nullable Stored stored = objects.get(key);
        if (stored == null) {
            return ""; // deleted meanwhile
        }
        return "<Contents><Key>" + key + "</Key><Size>" + stored.content.length + "</Size><ETag>"
                + stored.eTag.replace("\"", "&quot;") + "</ETag></Contents>";
    }

    private static Map<String, String> query(HttpExchange exchange) {
        Map<String, String> query = new TreeMap<>();
        for (String pair : exchange.getRequestURI().getRawQuery().split("&", -1)) {
            int equals = pair.indexOf('=');
            query.put(pair.substring(0, equals), URLDecoder.decode(pair.substring(equals + 1), UTF_8));
        }
        return query;
    }

    static String eTag(byte[] content) {
        return '"' + HexFormat.of().formatHex(FileDigest.sha256().digest(content), 0, 8) + '"';
    }

    static boolean error(HttpExchange exchange, int status, String code, String message) throws IOException {
        String body = XML + "<Error><Code>" + code + "</Code><Message>" + message + "</Message></Error>";
        send(exchange, status, body.getBytes(UTF_8));
        return true;
    }

    static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseHeaders().set("Content-Length", Integer.toString(body.length));
            exchange.sendResponseHeaders(status, -1);
            return;
        }
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
