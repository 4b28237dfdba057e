package io.algorithmselector.packaged;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Locale;

/** One HTTP/1.1 connection, of which everything can be seen: an end without an answer is an exception. For one thread. */
final class RawHttp implements AutoCloseable {
    private static final int READ_LIMIT_MILLIS = 60_000;

    private final Socket socket;
    private final InputStream in;
    private boolean kept = true;

    /** @throws java.net.ConnectException if nobody listens */
    RawHttp(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(READ_LIMIT_MILLIS);
        in = new BufferedInputStream(socket.getInputStream());
    }

    record Answer(int status, String body) {}

    Answer post(String path, String body) throws IOException {
        byte[] content = body.getBytes(UTF_8);
        String head = "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + content.length + "\r\n\r\n";
        socket.getOutputStream().write((head + body).getBytes(UTF_8));
        String statusLine = line();
        int length = 0;
        for (String header = line(); !header.isEmpty(); header = line()) {
            String lower = header.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-length:")) {
                length = Integer.parseInt(lower.substring(15).strip());
            }
            kept &= !lower.matches("connection:\\s*close");
        }
        byte[] answer = in.readNBytes(length);
        if (answer.length < length) {
            throw new IOException("the connection ended within an answer");
        }
        return new Answer(Integer.parseInt(statusLine.substring(9, 12)), new String(answer, UTF_8));
    }

    /** Whether the last answer lets the connection be used again. */
    boolean kept() {
        return kept;
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new IOException("the connection ended without an answer");
            }
            line.append(new String(new byte[] {(byte) next}, ISO_8859_1));
        }
        return line.toString().stripTrailing();
    }

    /** Whether the server has closed it, in an orderly way. */
    boolean closed() throws IOException {
        return in.read() < 0;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
