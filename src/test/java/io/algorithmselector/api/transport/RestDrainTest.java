package io.algorithmselector.api.transport;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.algorithmselector.testing.CapturedLog;
import io.quarkus.vertx.http.HttpServerStart;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The server that Quarkus uses, with clients that do as they like. */
@Timeout(60)
class RestDrainTest {
    /** Far more than the sockets of both ends hold. */
    private static final int LARGE = 32_000_000;

    private static final Duration LONG = Duration.ofSeconds(30);

    private final Vertx vertx = Vertx.vertx();
    private final RunningCalls calls = new RunningCalls();
    private final RestDrain rest = new RestDrain(vertx, calls);
    private final TransportDrain transports = new TransportDrain(calls, rest, new GrpcListener(vertx));
    private HttpServer server;
    private Socket client;

    @BeforeEach
    void start() throws Exception {
        Filters filters = new Filters();
        rest.register(filters);
        Router router = Router.router(vertx);
        filters.getFilters().forEach(filter -> router.route().handler(filter.getHandler()));
        router.route().handler(context -> {
            UnreadBody.watch(context);
            context.next();
        });
        router.get("/large").handler(context -> context.end(Buffer.buffer(new byte[LARGE])));
        router.post("/unread").handler(context -> context.end("no"));
        router.post("/read").handler(context -> readAsAsked(context.request(), () -> context.end("yes")));
        router.post("/begun").handler(context -> {
            context.response().setChunked(true).write("b");
            readAsAsked(context.request(), context::end);
        });
        server = await(vertx.createHttpServer().requestHandler(router).listen(0, "127.0.0.1"));
        client = new Socket();
        client.setReceiveBufferSize(4096);
        client.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.actualPort()));
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
        await(vertx.close());
    }

    /** As Quarkus reads a body of known length: piece by piece when it asks for one, to the last byte, and never for the end. */
    private static void readAsAsked(HttpServerRequest request, Runnable read) {
        request.pause();
        request.handler(piece -> {
            if (request.bytesRead() < Long.parseLong(request.getHeader("Content-Length"))) {
                request.fetch(1);
            } else {
                read.run();
            }
        });
        request.fetch(1);
    }

    private static <V> V await(Future<V> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private void send(String text) throws IOException {
        client.getOutputStream().write(text.getBytes(ISO_8859_1));
    }

    /** The head of an answer, without the line that ends it. */
    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            assertThat(next).as("the connection ended within %s", head).isNotNegative();
            head.append((char) next);
        }
        return head.substring(0, head.length() - 2);
    }

    private static FutureTask<Boolean> inBackground(Callable<Boolean> leaving) {
        FutureTask<Boolean> task = new FutureTask<>(leaving);
        Thread.ofPlatform().start(task);
        return task;
    }

    /** The process ends afterwards. */
    private boolean leave(Duration drain, Duration last) throws Exception {
        boolean drained = transports.drain(drain);
        boolean ended = transports.awaitEnd(last);
        await(server.close());
        await(vertx.close());
        return drained && ended;
    }

    @Test
    void drain_largeAnswerOnItsWayToASlowReader_arrivesWhole() throws Exception {
        send("GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n");
        InputStream in = client.getInputStream();
        assertThat(head(in)).startsWith("HTTP/1.1 200 ").contains("content-length: " + LARGE);
        assertThat(calls.awaitNone(LONG)).isTrue();
        FutureTask<Boolean> leaving = inBackground(() -> leave(LONG, Duration.ZERO));
        Thread.sleep(500);
        assertThat(in.readNBytes(LARGE)).hasSize(LARGE);
        assertThat(in.read()).isEqualTo(-1);
        assertThat(leaving.get()).isTrue();
    }

    @Test
    void awaitEnd_answerWhoseReaderNeedsLongerThanTheDrain_hasTheLastMoment() throws Exception {
        send("GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n");
        InputStream in = client.getInputStream();
        assertThat(head(in)).startsWith("HTTP/1.1 200 ");
        assertThat(calls.awaitNone(LONG)).isTrue();
        FutureTask<Boolean> leaving = inBackground(() -> leave(Duration.ZERO, LONG));
        Thread.sleep(500);
        assertThat(in.readNBytes(LARGE)).hasSize(LARGE);
        assertThat(leaving.get()).isTrue();
    }

    @Test
    void drain_readerWhoNeverReads_isNotWaitedForLongerThanTheTime() throws Exception {
        send("GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n");
        assertThat(head(client.getInputStream())).startsWith("HTTP/1.1 200 ");
        assertThat(calls.awaitNone(LONG)).isTrue();
        assertThat(transports.drain(Duration.ofMillis(200))).as("no call runs").isTrue();
        assertThat(transports.awaitEnd(Duration.ofMillis(200))).isFalse();
    }

    @Test
    void drain_serverThatNobodyHasAsked_listensNoMore() throws Exception {
        HttpServer other =
                await(vertx.createHttpServer().requestHandler(request -> {}).listen(0, "127.0.0.1"));
        rest.listening(new HttpServerStart(new HttpServerOptions().setPort(server.actualPort())));
        assertThat(transports.drain(LONG)).isTrue();
        assertThatThrownBy(() -> {
                    while (true) {
                        connect(server.actualPort()); // closed in a thread of its own
                        Thread.sleep(1);
                    }
                })
                .isInstanceOf(ConnectException.class);
        connect(other.actualPort());
    }

    private static void connect(int port) throws IOException {
        new Socket(InetAddress.getLoopbackAddress(), port).close();
    }

    @Test
    void drain_connectionThatNobodyUses_isClosedAtOnce() throws Exception {
        send("GET /none HTTP/1.1\r\nHost: localhost\r\n\r\n");
        assertThat(head(client.getInputStream())).startsWith("HTTP/1.1 404 ");
        assertThat(leave(LONG, LONG)).isTrue();
    }

    @Test
    void drain_answerToARequestThatIsStillBeingSent_isNotLostByAReset() throws Exception {
        send("POST /unread HTTP/1.1\r\nHost: localhost\r\nContent-Length: 20\r\n\r\nhalf of it");
        InputStream in = client.getInputStream();
        assertThat(head(in)).startsWith("HTTP/1.1 200 ").contains("connection: close");
        assertThat(new String(in.readNBytes(2), ISO_8859_1)).isEqualTo("no");
        assertThat(calls.awaitNone(LONG)).isTrue();
        FutureTask<Boolean> leaving = inBackground(() -> leave(LONG, LONG));
        client.setSoTimeout(500);
        assertThatThrownBy(in::read).as("still open").isInstanceOf(SocketTimeoutException.class);
        send(" the rest.");
        client.setSoTimeout(20_000);
        assertThat(in.read()).isEqualTo(-1);
        assertThat(leaving.get()).isTrue();
    }

    @Test
    void answer_bodyReadToItsLastByteButNotItsEnd_keepsTheConnection() throws Exception {
        InputStream in = client.getInputStream();
        for (int request = 0; request < 3; request++) {
            send("POST /read HTTP/1.1\r\nHost: localhost\r\nContent-Length: 20\r\n\r\nhalf of it");
            send(" the rest.");
            assertThat(head(in)).startsWith("HTTP/1.1 200 ").doesNotContainIgnoringCase("connection:");
            assertThat(new String(in.readNBytes(3), ISO_8859_1)).isEqualTo("yes");
            client.setSoTimeout(200);
            assertThatThrownBy(in::read).as("still open").isInstanceOf(SocketTimeoutException.class);
            client.setSoTimeout(20_000);
        }
    }

    @Test
    void answer_headThatSaidCloseBeforeTheLastByteCame_isFollowedByTheClose() throws Exception {
        send("POST /begun HTTP/1.1\r\nHost: localhost\r\nContent-Length: 20\r\n\r\nhalf of it");
        InputStream in = client.getInputStream();
        assertThat(head(in)).startsWith("HTTP/1.1 200 ").contains("connection: close");
        assertThat(new String(in.readNBytes(6), ISO_8859_1)).isEqualTo("1\r\nb\r\n");
        send(" the rest.");
        client.setSoTimeout(3_000); // sooner than what is left unread is given up
        assertThat(new String(in.readAllBytes(), ISO_8859_1)).isEqualTo("0\r\n\r\n");
    }

    @Test
    void announce_bodyReadToItsLastByteButNotItsEnd_connectionIsClosedAsItsAnswerSays() throws Exception {
        calls.announce();
        send("POST /read HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\n\r\nbody");
        InputStream in = client.getInputStream();
        assertThat(head(in)).startsWith("HTTP/1.1 200 ").contains("connection: close");
        client.setSoTimeout(3_000);
        assertThat(new String(in.readAllBytes(), ISO_8859_1)).isEqualTo("yes");
    }

    @Test
    void drain_serverThatCannotBeClosed_callsAreToldAndWaitedForAllTheSame() throws Exception {
        await(vertx.close()); // its acceptors take no work any more
        boolean[] told = new boolean[1];
        try (CapturedLog log = CapturedLog.of(TransportDrain.class)) {
            RunningCalls.Call call = calls.begin(() -> told[0] = true);
            assertThat(transports.drain(Duration.ofMillis(50))).as("one runs").isFalse();
            assertThat(told[0]).isTrue();
            call.close();
            assertThat(transports.drain(LONG)).isTrue();
            assertThat(log.lines()).hasSize(2).allMatch(line -> line.equals("ERROR REST connections are still taken"));
        }
    }
}
