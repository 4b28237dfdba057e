package io.algorithmselector.mesh;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the ingress gateway's Envoy tells of itself, at its administration port; and any other metrics page. */
final class Envoy {
    private static final String ADMIN = "http://127.0.0.1:15000";
    private static final Pattern UPDATES = Pattern.compile(
            "(?m)^(?:listener_manager\\.lds|cluster_manager\\.cds|.*\\.rds\\..*)\\.update_success: (\\d+)$");
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private Envoy() {}

    /** How often it has taken listeners, clusters or routes from istiod. */
    static long updates() throws IOException, InterruptedException {
        long updates = 0;
        for (Matcher matcher = UPDATES.matcher(get(ADMIN + "/stats")); matcher.find(); ) {
            updates += Long.parseLong(matcher.group(1));
        }
        return updates;
    }

    /** Waits until it has taken an update since then, and no other for a quarter of a second. */
    static void awaitUpdate(long before) throws IOException, InterruptedException {
        MeshStack.await("Envoy takes what has changed", () -> updates() > before);
        long seen;
        do {
            seen = updates();
            Thread.sleep(250);
        } while (updates() > seen);
    }

    /** Waits until it knows an endpoint at this address. */
    static void awaitEndpoint(String address) throws IOException, InterruptedException {
        MeshStack.await("Envoy knows " + address, () -> get(ADMIN + "/clusters").contains("::" + address + ":"));
    }

    /** The sum of a metric's series that carry all of these labels, {@code name="value"}, on the gateway's page. */
    static long sum(String metric, String... labels) throws IOException, InterruptedException {
        return sumOf(get(ADMIN + "/stats/prometheus"), metric, labels);
    }

    static long sumOf(String page, String metric, String... labels) {
        return Math.round(page.lines()
                .filter(line -> line.startsWith(metric + "{"))
                .filter(line -> List.of(labels).stream().allMatch(line::contains))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum());
    }

    static String get(String address) throws IOException, InterruptedException {
        return CLIENT.send(
                        HttpRequest.newBuilder(URI.create(address))
                                .timeout(Duration.ofSeconds(10))
                                .build(),
                        BodyHandlers.ofString())
                .body();
    }
}
