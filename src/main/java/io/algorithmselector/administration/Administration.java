package io.algorithmselector.administration;

import io.algorithmselector.catalog.Catalogue;
import io.algorithmselector.catalog.ModelConfig;
import io.algorithmselector.lifecycle.Reconciler;
import io.algorithmselector.lifecycle.ServingModel;
import io.algorithmselector.model.Failure;
import io.algorithmselector.model.ServingException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.NavigableSet;
import java.util.SequencedMap;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Changes what this process serves, by request. Whatever is asked for is written nowhere, and holds until the catalogue changes,
 * which replaces it whole. Thread-safe; nothing here blocks its caller.
 *
 * <p>What is asked for ends in a thread of its own: with nothing, or with a {@link ServingException} that says why not.
 */
public final class Administration {
    private static final System.Logger LOG = System.getLogger(Administration.class.getName());

    private final Reconciler reconciler;
    private final AdministrationSettings settings;
    /** Null until a catalogue has been read. Written under the lock, together with what the reconciler is told. */
    private final AtomicReference<@Nullable DesiredState> desired = new AtomicReference<>();

    public Administration(Reconciler reconciler, AdministrationSettings settings) {
        this.reconciler = reconciler;
        this.settings = settings;
    }

    /** A catalogue has been read for the first time, or has another content than before: it is the desired state, whole. */
    public synchronized void catalogueChanged(Catalogue catalogue) {
        desired.set(DesiredState.of(catalogue));
        reconciler.apply(catalogue);
    }

    /**
     * Loads a model of the catalogue or of the last reload; one that is loaded is brought to what lies in its repository now, and
     * what had failed is tried again. Ends when all that is wanted of it is available or has failed.
     *
     * @param patience how long the caller will wait; null: as long as the settings say. The model goes on loading afterwards
     * @return fails with {@code PermissionDenied}, {@code ModelNotFound}, {@code Unavailable}, {@code DeadlineExceeded}, or
     *     {@code EngineFailed} with the reason
     */
    public CompletionStage<@Nullable Void> load(String model, @Nullable Duration patience) {
        return ask(
                () -> change("load model=" + model, known -> known.load(model), Set.of(model)),
                Set.of(model),
                patience,
                settled -> LoadResult.ofLoad(model, settled.get(model)));
    }

    /**
     * Unloads a model, all versions; one that is not loaded stays so. Ends when no request is given to it any more; requests that
     * run go on, and its memory is free when they have ended.
     *
     * @return fails with {@code PermissionDenied}, {@code ModelNotFound} or {@code Unavailable}
     */
    public CompletionStage<@Nullable Void> unload(String model) {
        return ask(
                () -> change("unload model=" + model, known -> known.unload(model, versions(model)), Set.of()),
                Set.of(),
                null,
                _ -> null);
    }

    /**
     * Serves exactly these models from now on; none: unloads all. Ends when all that is wanted of them is available or has failed.
     *
     * @param models their base paths must lie under one of the catalogue's, or one that the settings allow
     * @param patience how long the caller will wait; null: as long as the settings say. The models go on loading afterwards
     * @return fails with {@code PermissionDenied} or {@code InvalidInput}, and then nothing has changed; with
     *     {@code Unavailable}, {@code DeadlineExceeded}, or {@code EngineFailed} that names those of which no version is
     *     available
     */
    public CompletionStage<@Nullable Void> reload(List<ModelConfig> models, @Nullable Duration patience) {
        List<String> names = models.stream().map(ModelConfig::name).toList();
        return ask(
                () -> change("reload models=" + names, known -> reload(known, models), Set.copyOf(names)),
                names,
                patience,
                settled -> LoadResult.ofReload(names, settled));
    }

    /**
     * All models that could be loaded by name, whether requests may do so or not; empty until a catalogue has been read.
     *
     * @param readyOnly only versions that answer
     */
    public List<IndexRow> index(boolean readyOnly) {
        DesiredState now = desired.get();
        if (now == null) {
            return List.of();
        }
        return RepositoryIndex.of(now, reconciler).stream()
                .filter(row -> !readyOnly || row.state() == IndexRow.State.READY)
                .toList();
    }

    /**
     * Does what is asked in a thread of its own, which may wait.
     *
     * @param change makes the change, and says which generation of the desired state holds it
     * @param outcome null if all went well
     */
    private CompletionStage<@Nullable Void> ask(
            Supplier<Long> change,
            Collection<String> awaited,
            @Nullable Duration patience,
            Function<SequencedMap<String, ServingModel>, @Nullable Failure> outcome) {
        Duration limit =
                patience == null || patience.compareTo(settings.patience()) > 0 ? settings.patience() : patience;
        CompletableFuture<@Nullable Void> result = new CompletableFuture<>();
        Thread.ofVirtual().name("administration").start(() -> {
            try {
                Failure failure = outcome.apply(settled(change.get(), awaited, limit));
                if (failure != null) {
                    throw new ServingException(failure);
                }
                result.complete(null);
            } catch (Throwable thrown) {
                result.completeExceptionally(thrown);
            }
        });
        return result;
    }

    private SequencedMap<String, ServingModel> settled(long generation, Collection<String> awaited, Duration limit)
            throws InterruptedException {
        try {
            return Settling.await(reconciler, reconciler, generation, awaited, limit);
        } catch (TimeoutException e) {
            throw new ServingException(new Failure.DeadlineExceeded(
                    "not all of " + awaited + " are loaded after " + limit.toMillis() + " ms; they go on loading"));
        }
    }

    /** @param change may look into the file system, and may be asked again if somebody else has made a change meanwhile */
    private long change(String what, UnaryOperator<DesiredState> change, Set<String> afresh) {
        requireEnabled();
        while (true) {
            DesiredState before = desired.get();
            if (before == null) {
                throw new ServingException(new Failure.Unavailable("no catalogue has been read yet"));
            }
            DesiredState next = change.apply(before);
            synchronized (this) {
                if (desired.compareAndSet(before, next)) {
                    LOG.log(Level.INFO, "administration " + what);
                    return reconciler.apply(next.toApply(), afresh);
                }
            }
        }
    }

    private DesiredState reload(DesiredState known, List<ModelConfig> models) {
        requireAllowed(models, known.catalogue());
        return known.reload(models);
    }

    /**
     * Looked at before anything else that a request for a change says.
     *
     * @throws ServingException with {@code PermissionDenied} unless the settings let requests change anything
     */
    public void requireEnabled() {
        if (!settings.enabled()) {
            throw new ServingException(new Failure.PermissionDenied(
                    "this server takes no requests to load, unload or reload models: selector.admin.enabled is false"));
        }
    }

    private NavigableSet<Long> versions(String model) {
        ServingModel shown = reconciler.model(model);
        return shown == null
                ? Collections.emptyNavigableSet()
                : shown.versions().navigableKeySet();
    }

    private void requireAllowed(List<ModelConfig> models, Catalogue catalogue) {
        List<String> allowed = new ArrayList<>(settings.allowedBasePaths());
        catalogue.models().values().forEach(model -> allowed.add(model.basePath()));
        for (ModelConfig model : models) {
            if (!AllowedBasePaths.contain(allowed, model.basePath())) {
                throw new ServingException(
                        new Failure.PermissionDenied("the base path " + model.basePath() + " of model "
                                + model.name() + " lies under none of the catalogue's, nor under one of"
                                + " selector.admin.allowed-base-paths"));
            }
        }
    }
}
