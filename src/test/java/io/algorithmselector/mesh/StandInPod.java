package io.algorithmselector.mesh;

import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A pod that gets requests as another of its version does, notes what has arrived, and answers none. A request has arrived when all
 * of it has: an inference would have begun.
 */
final class StandInPod implements AutoCloseable {
    /** What it does with a request that has arrived. */
    enum Conduct {
        /** 503; over gRPC UNAVAILABLE. */
        REFUSES,

        /** No answer: the connection breaks off; over gRPC the stream. */
        BREAKS_OFF;
    }

    /** Taken from the headers that came. */
    record Arrival(String path, MultiMap headers) {}

    private final MeshStack mesh;
    private final String name;
    private final Conduct conduct;
    private final Vertx vertx = Vertx.vertx();
    private final Queue<Arrival> arrivals = new ConcurrentLinkedQueue<>();

    private StandInPod(MeshStack mesh, String name, Conduct conduct) {
        this.mesh = mesh;
        this.name = name;
        this.conduct = conduct;
    }

    /** Joins the mesh as a pod of a version, {@code v1} or {@code v2}, on {@code 127.0.0.<number>}. */
    static StandInPod join(MeshStack mesh, String name, String version, int number, Conduct conduct)
            throws IOException, InterruptedException {
        StandInPod pod = new StandInPod(mesh, name, conduct);
        String address = "127.0.0." + number;
        try {
            pod.listen(address);
            mesh.enter(name, version, address);
            return pod;
        } catch (AssertionError | IOException | InterruptedException e) {
            pod.stopListening();
            throw e;
        }
    }

    private void listen(String address) {
        for (Wire wire : Wire.values()) {
            // HTTP/1.1, and HTTP/2 to whoever begins with it
            vertx.createHttpServer(new HttpServerOptions().setHost(address).setPort(wire.port))
                    .requestHandler(request -> request.body().onSuccess(body -> arrived(request)))
                    .listen()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();
        }
    }

    private void arrived(HttpServerRequest request) {
        arrivals.add(new Arrival(String.valueOf(request.path()), request.headers()));
        HttpServerResponse response = request.response();
        boolean grpc = "application/grpc".equals(request.getHeader("content-type"));
        switch (conduct) {
            case REFUSES -> {
                if (grpc) {
                    response.putHeader("content-type", "application/grpc").putHeader("grpc-status", "14");
                } else {
                    response.setStatusCode(503);
                }
                response.end();
            }
            case BREAKS_OFF -> response.reset();
        }
    }

    List<Arrival> arrivals() {
        return List.copyOf(arrivals);
    }

    /** Leaves its place in the mesh to another process at its address. */
    void stopListening() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Override
    public void close() throws IOException {
        try {
            mesh.leave(name);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            stopListening();
        }
    }
}
