package io.algorithmselector.mesh;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Passes connections at one port of an address on to another port of it, although a proxy of this user listens at the first port of
 * every address: the system prefers who names the address, if both agree to share (SO_REUSEPORT, as Envoy does).
 */
final class PortForward implements AutoCloseable {
    private final ServerSocket server = new ServerSocket();
    private final InetSocketAddress target;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    PortForward(String address, int port, int targetPort) throws IOException {
        target = new InetSocketAddress(address, targetPort);
        server.setOption(StandardSocketOptions.SO_REUSEPORT, true);
        server.bind(new InetSocketAddress(address, port));
        threads.execute(this::accept);
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket from = server.accept();
                Socket to = new Socket(target.getAddress(), target.getPort());
                threads.execute(() -> copy(from, to));
                threads.execute(() -> copy(to, from));
            } catch (IOException e) {
                // closed, or a caller that has gone
            }
        }
    }

    /** Until either ends; then both do. */
    private static void copy(Socket from, Socket to) {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException e) {
            // the other direction has ended
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        threads.shutdownNow();
    }
}
