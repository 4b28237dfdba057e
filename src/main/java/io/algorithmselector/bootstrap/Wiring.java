package io.algorithmselector.bootstrap;

import io.algorithmselector.administration.Administration;
import io.algorithmselector.administration.AdministrationSettings;
import io.algorithmselector.api.tensorflow.RecordedWarmUp;
import io.algorithmselector.api.transport.RequestBudget;
import io.algorithmselector.api.transport.RequestLimit;
import io.algorithmselector.api.transport.RunningCalls;
import io.algorithmselector.catalog.BasePath;
import io.algorithmselector.catalog.CatalogueSource;
import io.algorithmselector.catalog.SingleModelSource;
import io.algorithmselector.catalog.file.FileCatalogueSource;
import io.algorithmselector.catalog.s3.S3CatalogueSource;
import io.algorithmselector.engine.GeneratedWarmUp;
import io.algorithmselector.engine.ModelLoader;
import io.algorithmselector.engine.WarmingLoader;
import io.algorithmselector.engine.tensorflow.TensorFlowModelLoader;
import io.algorithmselector.inference.Inference;
import io.algorithmselector.inference.InferenceObserver;
import io.algorithmselector.inference.InferenceStatistics;
import io.algorithmselector.lifecycle.LifecycleListener;
import io.algorithmselector.lifecycle.LifecycleSettings;
import io.algorithmselector.lifecycle.Polling;
import io.algorithmselector.lifecycle.Reconciler;
import io.algorithmselector.lifecycle.ServingChanges;
import io.algorithmselector.lifecycle.ServingState;
import io.algorithmselector.model.S3Address;
import io.algorithmselector.repository.ModelRepositories;
import io.algorithmselector.repository.RepositoriesByScheme;
import io.algorithmselector.repository.cache.ModelCache;
import io.algorithmselector.repository.file.FileRepositories;
import io.algorithmselector.repository.s3.S3Objects;
import io.algorithmselector.repository.s3.S3Settings;
import io.algorithmselector.repository.s3.S3Store;
import io.algorithmselector.selection.VersionSelector;
import io.algorithmselector.telemetry.InferenceMetrics;
import io.algorithmselector.telemetry.LifecycleMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.configuration.MemorySize;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

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
    @Typed(InferenceMetrics.class)
    InferenceMetrics inferenceMetrics(MeterRegistry registry) {
        return new InferenceMetrics(registry);
    }

    @Produces
    @Singleton
    @Typed(InferenceStatistics.class)
    InferenceStatistics inferenceStatistics() {
        return new InferenceStatistics(System::currentTimeMillis);
    }

    @Produces
    @Singleton
    LifecycleListener lifecycleListener(
            MeterRegistry registry, InferenceMetrics metrics, InferenceStatistics statistics) {
        return LifecycleListener.all(List.of(new LifecycleMetrics(registry), metrics, statistics));
    }

    @Produces
    @Singleton
    S3Store s3() {
        SelectorSettings.S3 s3 = settings.s3();
        return new S3Store(
                S3Settings.of(s3.endpoint().orElse(null), s3.region().orElse(null), s3.pathStyle(), s3.anonymous())
                        .withBytesPerSecond(bytes(settings.repository().bandwidth())));
    }

    void close(@Disposes S3Store s3) {
        s3.close();
    }

    @Produces
    @Singleton
    CatalogueSource catalogue(S3Store s3) {
        Optional<String> name = settings.model().name();
        return name.isPresent()
                ? new SingleModelSource(name.get(), settings.model().basePath().orElseThrow())
                : catalogue(settings.catalog().orElse(DEFAULT_CATALOGUE), s3.objects());
    }

    private static CatalogueSource catalogue(String place, S3Objects objects) {
        return S3Address.isOne(place)
                ? new S3CatalogueSource(place, objects::read)
                : new FileCatalogueSource(Path.of(place));
    }

    @Produces
    @Singleton
    ModelRepositories repositories(S3Store s3) {
        Path cache = settings.cache().dir().orElseGet(() -> CacheFolder.of(systemProperties(), System.getenv()));
        return new RepositoriesByScheme(Map.of(
                "s3",
                s3.repositories(new ModelCache(cache, bytes(settings.cache().maxSize()))),
                "file",
                new FileRepositories()));
    }

    private static @Nullable Long bytes(Optional<MemorySize> size) {
        return size.map(MemorySize::asLongValue).orElse(null);
    }

    private static Map<String, String> systemProperties() {
        return System.getProperties().stringPropertyNames().stream()
                .collect(Collectors.toMap(Function.identity(), System::getProperty));
    }

    @Produces
    @Singleton
    ModelLoader modelLoader(RequestLimit limit) {
        return new WarmingLoader(new TensorFlowModelLoader(), new RecordedWarmUp(limit.bytes(), new GeneratedWarmUp()));
    }

    @Produces
    @Singleton
    Polling polling() {
        SelectorSettings.Repository repository = settings.repository();
        return new Polling(repository.pollInterval(), repository.settleTime().orElse(null), Polling.DEFAULT.jitter());
    }

    @Produces
    @Singleton
    @Typed({Reconciler.class, ServingState.class, ServingChanges.class})
    Reconciler reconciler(
            ModelRepositories repositories, ModelLoader loader, LifecycleListener listener, Polling polling) {
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
                        polling,
                        standard.forgetAfter()));
    }

    @Produces
    @Singleton
    Administration administration(Reconciler reconciler) {
        SelectorSettings.Admin admin = settings.admin();
        String workingDirectory = Path.of("").toAbsolutePath().toString();
        List<String> allowed = admin.allowedBasePaths().orElse(List.of()).stream()
                .map(basePath -> BasePath.resolve(basePath, workingDirectory))
                .toList();
        return new Administration(reconciler, new AdministrationSettings(admin.enabled(), allowed, admin.waitLimit()));
    }

    @Produces
    @Singleton
    RequestLimit requestLimit() {
        return new RequestLimit(settings.limits().requestSize().asLongValue());
    }

    /** By default a quarter of the heap: what is decoded from the bytes and what is answered comes on top. */
    @Produces
    @Singleton
    RequestBudget requestBudget() {
        return new RequestBudget(settings.limits()
                .inFlightSize()
                .map(MemorySize::asLongValue)
                .orElse(Runtime.getRuntime().maxMemory() / 4));
    }

    @Produces
    @Singleton
    RunningCalls runningCalls() {
        return new RunningCalls();
    }

    @Produces
    @Singleton
    Inference inference(ServingState models, InferenceMetrics metrics, InferenceStatistics statistics) {
        InferenceObserver observer = InferenceObserver.all(List.of(metrics, statistics));
        return new Inference(models, new VersionSelector(), observer, System::nanoTime);
    }
}
