package io.algorithmselector.bootstrap;

import io.algorithmselector.catalog.Catalogue;
import io.algorithmselector.catalog.CatalogueException;
import io.algorithmselector.catalog.CatalogueSource;
import io.algorithmselector.engine.tensorflow.TensorFlowRuntime;
import io.algorithmselector.engine.tensorflow.TensorFlowUnavailableException;
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

/**
 * The order of a start: settings, engine, catalogue, reconciler. Whatever only a human can mend ends the process with code 1 and
 * the reason; a catalogue in a store that does not answer is waited for, while probes say "not ready".
 */
@Singleton
final class Start {
    private static final Logger LOG = System.getLogger(Start.class.getName());
    private static final Duration RETRY = Duration.ofSeconds(5);

    private final Config config;
    private final Provider<CatalogueSource> catalogue;
    private final Reconciler reconciler;
    private volatile boolean stopping;

    /** @param catalogue made only after the settings have been checked */
    Start(Config config, Provider<CatalogueSource> catalogue, Reconciler reconciler) {
        this.config = config;
        this.catalogue = catalogue;
        this.reconciler = reconciler;
    }

    void start(@Observes StartupEvent event) {
        try {
            SettingsCheck.requireKnown(
                    config.getPropertyNames(), System.getenv().keySet());
            TensorFlowRuntime.start();
            read(catalogue.get());
        } catch (CatalogueException | TensorFlowUnavailableException | IllegalArgumentException e) {
            refuse(e);
        }
    }

    void stop(@Observes ShutdownEvent event) {
        stopping = true;
        reconciler.close();
    }

    private void read(CatalogueSource source) throws CatalogueException {
        try {
            apply(source);
        } catch (CatalogueException e) {
            if (!e.retryable()) {
                throw e;
            }
            LOG.log(Level.WARNING, () -> e.getMessage() + "; trying again every " + RETRY.toSeconds() + " s");
            Thread.ofVirtual().name("catalogue").start(() -> readUntilItAnswers(source));
        }
    }

    private void apply(CatalogueSource source) throws CatalogueException {
        Catalogue read = source.read();
        LOG.log(
                Level.INFO,
                () -> "catalogue=" + source.description() + " models="
                        + read.models().keySet());
        reconciler.apply(read);
    }

    /** A catalogue that turns out to be invalid later is no reason to end a process that already runs: it stays not ready. */
    private void readUntilItAnswers(CatalogueSource source) {
        while (!stopping) {
            try {
                Thread.sleep(RETRY);
                apply(source);
                return;
            } catch (CatalogueException e) {
                LOG.log(e.retryable() ? Level.WARNING : Level.ERROR, e.getMessage());
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** Asks for an orderly stop: an exception would end the start too, with a stack trace that tells nobody anything. */
    private static void refuse(Exception reason) {
        LOG.log(Level.ERROR, () -> "Algorithm Selector does not start: " + reason.getMessage());
        Quarkus.asyncExit(1);
    }
}
