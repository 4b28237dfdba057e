package io.algorithmselector.bootstrap;

import io.algorithmselector.catalog.Catalogue;
import io.algorithmselector.catalog.CatalogueException;
import io.algorithmselector.catalog.CatalogueSource;
import io.algorithmselector.engine.tensorflow.TensorFlowRuntime;
import io.algorithmselector.engine.tensorflow.TensorFlowUnavailableException;
import io.algorithmselector.lifecycle.Reconciler;
import io.quarkus.runtime.PreventFurtherStepsException;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.enterprise.event.Observes;
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
    private final CatalogueSource catalogue;
    private final Reconciler reconciler;
    private volatile boolean stopping;

    Start(Config config, CatalogueSource catalogue, Reconciler reconciler) {
        this.config = config;
        this.catalogue = catalogue;
        this.reconciler = reconciler;
    }

    void start(@Observes StartupEvent event) {
        try {
            SettingsCheck.requireKnown(
                    config.getPropertyNames(), System.getenv().keySet());
            TensorFlowRuntime.start();
            apply(catalogue.read());
        } catch (CatalogueException e) {
            if (!e.retryable()) {
                throw refused(e);
            }
            LOG.log(Level.WARNING, () -> e.getMessage() + "; trying again every " + RETRY.toSeconds() + " s");
            Thread.ofVirtual().name("catalogue").start(this::readUntilItAnswers);
        } catch (TensorFlowUnavailableException | ConfigurationException e) {
            throw refused(e);
        }
    }

    void stop(@Observes ShutdownEvent event) {
        stopping = true;
        reconciler.close();
    }

    private void apply(Catalogue read) {
        LOG.log(
                Level.INFO,
                () -> "catalogue=" + catalogue.description() + " models="
                        + read.models().keySet());
        reconciler.apply(read);
    }

    /** A catalogue that turns out to be invalid later is no reason to end a process that already runs: it stays not ready. */
    private void readUntilItAnswers() {
        while (!stopping) {
            try {
                Thread.sleep(RETRY);
                apply(catalogue.read());
                return;
            } catch (CatalogueException e) {
                LOG.log(e.retryable() ? Level.WARNING : Level.ERROR, e.getMessage());
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private static PreventFurtherStepsException refused(Exception reason) {
        return new PreventFurtherStepsException("Algorithm Selector does not start: " + reason.getMessage(), 1);
    }
}
