package io.algorithmselector.bootstrap;

import io.algorithmselector.api.transport.TransportDrain;
import io.algorithmselector.lifecycle.Reconciler;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.Quarkus;
import jakarta.inject.Singleton;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The order of an end that SIGTERM or Ctrl-C asks for: not ready; a pause, in which all is served as before, for those who send
 * requests to notice; no new connections; the running calls end; the models are closed; exit code 0. Probes are answered
 * all the time. A second signal ends the process at once.
 */
@Singleton
final class Shutdown {
    private static final Logger LOG = System.getLogger(Shutdown.class.getName());

    /** Of an exit code that tells of a signal. */
    private static final int SIGNAL = 128;

    /** For answers that have been written to go out. */
    private static final Duration LAST_BYTES = Duration.ofSeconds(2);

    private final TransportDrain transports;
    private final Reconciler reconciler;
    private final SelectorSettings settings;
    private final AtomicBoolean asked = new AtomicBoolean();

    Shutdown(TransportDrain transports, Reconciler reconciler, SelectorSettings settings) {
        this.transports = transports;
        this.reconciler = reconciler;
        this.settings = settings;
    }

    /** Listens for signals from now on; not in tests, whose process is not ours. */
    void listen() {
        if (LaunchMode.current() == LaunchMode.NORMAL && !ProcessSignals.handle(this::asked)) {
            LOG.log(Level.WARNING, "this JVM does not let signals be handled: calls that run when it is ended are cut");
        }
    }

    private void asked(String signal, int number) {
        if (!asked.compareAndSet(false, true)) {
            LOG.log(Level.WARNING, () -> "SIG" + signal + " again: ending at once");
            Runtime.getRuntime().halt(SIGNAL + number);
        }
        LOG.log(Level.INFO, () -> "SIG" + signal + ": Algorithm Selector shuts down");
        Thread.ofPlatform().name("shutdown").start(this::run);
    }

    private void run() {
        run(this::leave, () -> Quarkus.asyncExit(0));
    }

    /** The way of a going away. */
    @FunctionalInterface
    interface Leaving {
        void leave() throws InterruptedException;
    }

    /**
     * Ends the process whatever comes of its going away: nobody else would, for its signals are ours. That goes through insides of the
     * servers, which a new release of theirs may have changed: an error is as likely as an exception.
     */
    static void run(Leaving leaving, Runnable exit) {
        try {
            leaving.leave();
        } catch (InterruptedException | RuntimeException | Error defect) {
            LOG.log(Level.ERROR, "the shutdown did not go as it should", defect);
        } finally {
            exit.run();
        }
    }

    private void leave() throws InterruptedException {
        reconciler.withdraw();
        transports.announce();
        Thread.sleep(settings.shutdown().pause());
        Duration limit = settings.lifecycle().drainLimit();
        if (!transports.drain(limit)) {
            LOG.log(
                    Level.WARNING,
                    () -> transports.running() + " calls still run " + limit.toMillis()
                            + " ms after the server stopped taking new ones: they are cancelled");
        }
        // whatever still runs has had its time
        reconciler.close(Duration.ZERO);
        if (!transports.awaitEnd(LAST_BYTES)) {
            LOG.log(Level.WARNING, "some calls or connections are cut");
        }
    }
}
