package io.algorithmselector.bootstrap;

import io.algorithmselector.administration.Administration;
import io.algorithmselector.catalog.CatalogueSource;
import io.algorithmselector.engine.tensorflow.TensorFlowRuntime;
import io.algorithmselector.engine.tensorflow.TensorFlowUnavailableException;
import io.algorithmselector.lifecycle.Backoff;
import io.algorithmselector.lifecycle.Polling;
import io.algorithmselector.lifecycle.Reconciler;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/**
 * The order of a start: settings, engine, catalogue, reconciler. Whatever only a human can mend ends the process with code 1 and
 * the reason; a catalogue in a store that does not answer is waited for, while probes say "started" and "not ready".
 */
@Singleton
final class Start {
    private static final Logger LOG = System.getLogger(Start.class.getName());

    /** Between attempts to read a catalogue that cannot be reached. */
    private static final Backoff RETRY = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30), 0.5);

    /** A file is read by then; a store that does not answer holds nobody up, least of all the probe of the start. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final Duration FILE_PAUSE = Duration.ofSeconds(1);

    private final Config config;
    private final Provider<CatalogueSource> catalogue;
    private final Administration administration;
    private final Reconciler reconciler;
    private final Polling polling;
    private final Shutdown shutdown;
    private @Nullable Thread reading;

    /** @param catalogue made only after the settings have been checked */
    Start(
            Config config,
            Provider<CatalogueSource> catalogue,
            Administration administration,
            Reconciler reconciler,
            Polling polling,
            Shutdown shutdown) {
        this.config = config;
        this.catalogue = catalogue;
        this.administration = administration;
        this.reconciler = reconciler;
        this.polling = polling;
        this.shutdown = shutdown;
    }

    void start(@Observes StartupEvent event) {
        try {
            SettingsCheck.requireKnown(
                    config.getPropertyNames(), System.getenv().keySet());
            LOG.log(Level.INFO, this::line);
            shutdown.listen();
            TensorFlowRuntime.start();
            read(catalogue.get());
        } catch (TensorFlowUnavailableException | IllegalArgumentException e) {
            refuse(e);
        }
    }

    private String line() {
        return "Algorithm Selector " + value("quarkus.application.version") + ": REST " + address("quarkus.http")
                + ", gRPC " + address("quarkus.grpc.server") + ", management " + address("quarkus.management");
    }

    private String address(String server) {
        return value(server + ".host") + ":" + value(server + ".port");
    }

    private String value(String key) {
        return config.getOptionalValue(key, String.class).orElse("?");
    }

    void stop(@Observes ShutdownEvent event) {
        if (reading != null) {
            reading.interrupt();
        }
        reconciler.close();
    }

    private void read(CatalogueSource source) {
        CatalogueWatch watch = new CatalogueWatch(
                source,
                administration::catalogueChanged,
                Start::refuse,
                RETRY,
                () -> pause(source.changes()),
                System::nanoTime);
        reading = Thread.ofVirtual().name("catalogue").start(watch);
        try {
            watch.awaitFirst(PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A file costs nothing to look at: it is, every second. */
    private Duration pause(CatalogueSource.Changes changes) {
        Duration interval = polling.interval();
        return switch (changes) {
            case NEVER -> Duration.ZERO;
            case AT_ONCE -> polling.pause(interval);
            case BIT_BY_BIT -> interval.compareTo(FILE_PAUSE) < 0 ? interval : FILE_PAUSE;
        };
    }

    /** Asks for an orderly stop: an exception would end the start too, with a stack trace that tells nobody anything. */
    private static void refuse(Exception reason) {
        LOG.log(Level.ERROR, () -> "Algorithm Selector does not start: " + reason.getMessage());
        Quarkus.asyncExit(1);
    }
}
