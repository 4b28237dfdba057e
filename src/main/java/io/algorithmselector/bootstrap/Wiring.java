package io.algorithmselector.bootstrap;

import io.algorithmselector.catalog.CatalogueSource;
import io.algorithmselector.catalog.SingleModelSource;
import io.algorithmselector.catalog.file.FileCatalogueSource;
import io.algorithmselector.catalog.s3.S3CatalogueSource;
import io.algorithmselector.engine.ModelLoader;
import io.algorithmselector.engine.tensorflow.TensorFlowModelLoader;
import io.algorithmselector.inference.Inference;
import io.algorithmselector.inference.InferenceObserver;
import io.algorithmselector.lifecycle.LifecycleListener;
import io.algorithmselector.lifecycle.LifecycleSettings;
import io.algorithmselector.lifecycle.Reconciler;
import io.algorithmselector.lifecycle.ServingState;
import io.algorithmselector.repository.ModelRepositories;
import io.algorithmselector.selection.VersionSelector;
import io.algorithmselector.telemetry.InferenceMetrics;
import io.algorithmselector.telemetry.LifecycleMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Singleton;
import java.nio.file.Path;

/** Makes every long-lived object, from the outside in: telemetry, catalogue, repositories, engine, lifecycle, inference. */
@Singleton
final class Wiring {
    private static final String DEFAULT_CATALOGUE = "models/catalog.yaml";

    private final SelectorSettings settings;

    Wiring(SelectorSettings settings) {
        this.settings = settings;
    }

    @Produces
    @Singleton
    @Typed({InferenceMetrics.class, InferenceObserver.class})
    InferenceMetrics inferenceMetrics(MeterRegistry registry) {
        return new InferenceMetrics(registry);
    }

    @Produces
    @Singleton
    LifecycleListener lifecycleMetrics(MeterRegistry registry, InferenceMetrics inference) {
        return new LifecycleMetrics(registry, inference);
    }

    @Produces
    @Singleton
    ModelLoader modelLoader() {
        return new TensorFlowModelLoader();
    }

    @Produces
    @Singleton
    @Typed({Reconciler.class, ServingState.class})
    Reconciler reconciler(ModelRepositories repositories, ModelLoader loader, LifecycleListener listener) {
        LifecycleSettings standard = LifecycleSettings.DEFAULT;
        return Reconciler.start(
                repositories,
                loader,
                listener,
                new LifecycleSettings(
                        settings.lifecycle().loadThreads(),
                        settings.lifecycle().drainLimit(),
                        standard.cancelLimit(),
                        standard.retry(),
                        standard.forgetAfter()));
    }

    @Produces
    @Singleton
    Inference inference(ServingState models, InferenceObserver observer) {
        return new Inference(models, new VersionSelector(), observer, System::nanoTime);
    }
}
