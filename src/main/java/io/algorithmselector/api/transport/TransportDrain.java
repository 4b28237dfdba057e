package io.algorithmselector.api.transport;

import jakarta.inject.Singleton;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;

/** How both transports go away together. For one thread. */
@Singleton
public final class TransportDrain {
    private static final Logger LOG = System.getLogger(TransportDrain.class.getName());

    private final RunningCalls calls;
    private final RestDrain rest;
    private final GrpcListener grpc;

    TransportDrain(RunningCalls calls, RestDrain rest, GrpcListener grpc) {
        this.calls = calls;
        this.rest = rest;
        this.grpc = grpc;
    }

    /** All is still taken and answered, but REST clients are told not to keep their connections. */
    public void announce() {
        calls.announce();
    }

    /**
     * Takes no new connections, and waits for the calls that run, and for REST's answers to reach their readers. Streams take no
     * further messages.
     *
     * @return false if some calls still run when the time is over
     */
    public boolean drain(Duration limit) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        calls.announce();
        refuse("gRPC", grpc::refuseConnections);
        refuse("REST", () -> rest.refuseConnections(limit));
        calls.drain();
        boolean none = calls.awaitNone(limit);
        rest.closeIdle();
        // one that came while the idle ones were being closed
        none = none && calls.awaitNone(until(end));
        if (none) {
            var _ = rest.awaitClosed(until(end)); // no call runs any more: what is cut then, awaitEnd tells
        }
        return none;
    }

    @FunctionalInterface
    private interface Refusal {
        void begin() throws InterruptedException;
    }

    /** Whatever keeps one transport from it, the calls that run on both have their time. */
    private static void refuse(String transport, Refusal refusal) throws InterruptedException {
        try {
            refusal.begin();
        } catch (RuntimeException | Error defect) {
            LOG.log(Level.ERROR, () -> transport + " connections are still taken", defect);
        }
    }

    private static Duration until(long end) {
        return Duration.ofNanos(Math.max(0, end - System.nanoTime()));
    }

    /** How many calls run. */
    public int running() {
        return calls.count();
    }

    /**
     * Waits until the calls that have been cancelled have been answered, and the connections of both transports are closed.
     *
     * @param limit for the answers, and again for the connections
     * @return false if some are not when the time is over
     */
    public boolean awaitEnd(Duration limit) throws InterruptedException {
        boolean answered = calls.awaitNone(limit);
        rest.closeIdle();
        long end = System.nanoTime() + limit.toNanos();
        boolean closed = rest.awaitClosed(limit);
        return grpc.awaitEnd(until(end)) && closed && answered;
    }
}
