package io.algorithmselector.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/**
 * Stands between a client and a real S3 server, on the loopback interface, and passes on what either says, byte for byte, unless
 * told to spoil it. One request a connection; requests without bodies only. Remembers what was asked, and counts what it sent.
 */
public final class FaultProxy implements AutoCloseable {
    /** Gives the client its answer, or does not. */
    @FunctionalInterface
    public interface Fault {
        Fault NONE = exchange -> exchange.send(exchange.answer());

        void answer(Exchange exchange) throws IOException;
    }

    private final URI target;
    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
    private final AtomicLong sentBytes = new AtomicLong();
    private volatile Function<String, Fault> faults = request -> Fault.NONE;

    public FaultProxy(URI target) throws IOException {
        this.target = target;
        threads.execute(this::accept);
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getLocalPort());
    }

    /** @param byRequest what to do with a request, told by its method and target: {@code GET /bucket/key?query} */
    public void faults(Function<String, Fault> byRequest) {
        faults = byRequest;
    }

    public List<String> requests() {
        synchronized (requests) {
            return List.copyOf(requests);
        }
    }

    /** Of all answers, with their heads. */
    public long sentBytes() {
        return sentBytes.get();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                threads.execute(() -> serve(client));
            } catch (IOException e) {
                // the test is over
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            String head = head(client.getInputStream());
            if (!head.isEmpty()) {
                String request = head.substring(0, head.indexOf(" HTTP/"));
                requests.add(request);
                faults.apply(request).answer(new Exchange(request, head, client));
            }
        } catch (IOException e) {
            // the client has gone, as it may
        }
    }

    /** Up to and without the empty line; empty if the client says nothing. */
    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        for (int next = in.read(); next >= 0; next = in.read()) {
            head.write(next);
            String text = next == '\n' ? head.toString(ISO_8859_1) : "";
            if (text.endsWith("\r\n\r\n")) {
                return text.substring(0, text.length() - 2);
            }
        }
        return "";
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.shutdownNow();
    }

    /** One request, and the connection on which its answer is awaited. */
    public final class Exchange {
        private final String request;
        private final String head;
        private final Socket client;

        Exchange(String request, String head, Socket client) {
            this.request = request;
            this.head = head;
            this.client = client;
        }

        public boolean isHead() {
            return request.startsWith("HEAD ");
        }

        /** What the request's header says; empty if it has none of that name. */
        public String header(String name) {
            return head.lines()
                    .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
                    .map(line -> line.substring(name.length() + 1).strip())
                    .findFirst()
                    .orElse("");
        }

        /** The server's whole answer, head and body. */
        public byte[] answer() throws IOException {
            String once = head.replaceAll("(?i)\r\nConnection:[^\r]*", "") + "Connection: close\r\n\r\n";
            try (Socket upstream = new Socket(target.getHost(), target.getPort())) {
                upstream.getOutputStream().write(once.getBytes(ISO_8859_1));
                return upstream.getInputStream().readAllBytes();
            }
        }

        public void send(byte[] bytes) throws IOException {
            client.getOutputStream().write(bytes);
            client.getOutputStream().flush();
            sentBytes.addAndGet(bytes.length);
        }

        /** All but the last bytes of the answer, and no end of the connection. */
        public void sendWithout(int last) throws IOException {
            byte[] answer = answer();
            send(Arrays.copyOf(answer, answer.length - last));
        }

        public void send(int status, String code) throws IOException {
            String body = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>" + code
                    + "</Code><Message>Because.</Message></Error>";
            send(("HTTP/1.1 " + status + " " + code + "\r\nContent-Type: application/xml\r\nContent-Length: "
                            + body.length() + "\r\nConnection: close\r\n\r\n"
                            + (isHead() ? "" : body))
                    .getBytes(ISO_8859_1));
        }

        /** Ends the connection as a process that is killed does. */
        public void reset() throws IOException {
            client.setSoLinger(true, 0);
            client.close();
        }

        /** Says nothing until the client gives up. */
        public void silence() throws IOException {
            client.getInputStream().readAllBytes();
        }
    }
}
