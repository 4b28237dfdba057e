package io.algorithmselector.lifecycle;

import io.algorithmselector.catalog.Catalogue;
import io.algorithmselector.catalog.ModelConfig;
import io.algorithmselector.engine.ModelLoader;
import io.algorithmselector.lifecycle.Lister.Listing;
import io.algorithmselector.lifecycle.VersionStatus.Cause;
import io.algorithmselector.repository.ModelRepositories;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Brings what is loaded to what the catalogue says, and keeps it there. One thread, the writer, makes every change and never
 * blocks; listing, loading and closing are done by others, whose results come back to it. Readers see immutable snapshots.
 * Thread-safe.
 *
 * <p>A version that cannot be loaded shows why and leaves the others alone. What may pass (a store that does not answer) is tried
 * again with growing pauses; what cannot (files that are no model) when the files change.
 */
public final class Reconciler implements ServingState, ServingChanges, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Reconciler.class.getName());

    /** On top of what draining may take: closing itself, and loads that cannot be interrupted. */
    private static final Duration CLOSING_MARGIN = Duration.ofSeconds(5);

    private final ModelRepositories repositories;
    private final LifecycleSettings settings;
    private final LifecycleThreads threads;
    private final LifecycleEvents events;
    private final Publisher publisher;
    private final VersionLoads loads;
    private final VersionDrains drains;
    private final CompletableFuture<@Nullable Void> stopped = new CompletableFuture<>();

    private final Object submitting = new Object();
    private long submitted;

    // Of the writer alone:
    private final TreeMap<String, ManagedModel> models = new TreeMap<>();
    private long generation;
    private boolean ready;
    private boolean withdrawn;
    private boolean stopping;

    Reconciler(
            ModelRepositories repositories,
            ModelLoader loader,
            LifecycleListener listener,
            LifecycleSettings settings,
            LifecycleThreads threads) {
        this.repositories = repositories;
        this.settings = settings;
        this.threads = threads;
        events = new LifecycleEvents(listener);
        publisher = new Publisher(events);
        loads = new VersionLoads(loader, settings, threads);
        drains = new VersionDrains(settings, threads, events);
    }

    /** Starts the threads; serves nothing until a catalogue is applied. Close it to unload everything. */
    public static Reconciler start(
            ModelRepositories repositories,
            ModelLoader loader,
            LifecycleListener listener,
            LifecycleSettings settings) {
        return new Reconciler(repositories, loader, listener, settings, new PoolThreads(settings.loadThreads()));
    }

    /**
     * Makes this the desired state, whole, and looks into all its repositories afresh; does not block.
     *
     * @return counts these calls: what {@link #generation} says once this one shows
     */
    public long apply(Catalogue catalogue) {
        return submit(catalogue, catalogue.models().keySet(), Set.of());
    }

    /**
     * As {@link #apply(Catalogue)}, but models whose configuration stays as it is are left alone.
     *
     * @param afresh names of models whose repository is looked into all the same, and of which all that has failed is tried
     *     again at once
     */
    public long apply(Catalogue catalogue, Set<String> afresh) {
        return submit(catalogue, afresh, afresh);
    }

    /** Counts in the order in which the writer is told. */
    private long submit(Catalogue catalogue, Set<String> listed, Set<String> retried) {
        synchronized (submitting) {
            long next = ++submitted;
            threads.write(() -> applyNow(catalogue, listed, retried, next));
            return next;
        }
    }

    @Override
    public @Nullable ServingModel model(String name) {
        return publisher.snapshot().models().get(name);
    }

    @Override
    public SequencedMap<String, ServingModel> models() {
        return publisher.snapshot().models();
    }

    @Override
    public boolean ready() {
        return publisher.snapshot().ready();
    }

    @Override
    public Phase phase() {
        return publisher.snapshot().phase();
    }

    @Override
    public long generation() {
        return publisher.snapshot().generation();
    }

    @Override
    public Subscription subscribe(Runnable changed) {
        return publisher.subscribe(changed);
    }

    private void applyNow(Catalogue catalogue, Set<String> listed, Set<String> retried, long next) {
        if (stopping) {
            return;
        }
        generation = next;
        for (ManagedModel model : models.values()) {
            if (!catalogue.models().containsKey(model.name())) {
                model.leave();
            }
        }
        for (ModelConfig config : catalogue.models().values()) {
            ManagedModel model = models.computeIfAbsent(config.name(), ManagedModel::new);
            if (listed.contains(config.name()) || !model.follows(config)) {
                model.configure(config, changed -> lister(model, changed));
            }
            if (retried.contains(config.name())) {
                model.retry();
            }
        }
        reconcile(List.copyOf(models.values()));
    }

    private Lister lister(ManagedModel model, ModelConfig config) {
        return new Lister(config, repositories, threads, settings, new Lister.Hearer() {
            @Override
            public void listed(Listing listing) {
                events.listed(model.name(), model.repositoryError() != null);
                model.listed(listing);
                reconcile(model);
            }

            @Override
            public void notListed(Cause cause, Duration again, @Nullable Listing standIn) {
                boolean news = !cause.equals(model.repositoryError());
                Set<Long> cached =
                        standIn == null ? Set.of() : standIn.versions().keySet();
                events.notListed(model.name(), config.basePath(), cause, again, news, cached);
                model.notListed(cause, standIn);
                reconcile(model);
            }
        });
    }

    /** A model that has been forgotten may still be spoken of by a late timer; another may have its name by now. */
    private void reconcile(ManagedModel model) {
        if (models.get(model.name()) == model) {
            reconcile(List.of(model));
        }
    }

    /** Shows how things stand, then does what the policy says until it says no more. */
    private void reconcile(Collection<ManagedModel> changed) {
        if (stopping) {
            publish(changed);
            return;
        }
        for (ManagedModel model : changed) {
            model.tellWanted();
            forgetUnwanted(model);
        }
        publish(changed);
        changed.forEach(this::follow);
    }

    private void publish(Collection<ManagedModel> changed) {
        ready = !stopping
                && !withdrawn
                && (ready || (generation > 0 && models.values().stream().allMatch(ManagedModel::ready)));
        Phase phase = stopping ? Phase.STOPPING : generation > 0 ? Phase.SERVING : Phase.UNREAD;
        publisher.publish(changed, ready, phase, generation);
    }

    private void follow(ManagedModel model) {
        while (!stopping && model.decided()) {
            switch (LoadPolicy.next(model.desired(), model.actual(loads.hasRoom()))) {
                case Action.Unload(long version) -> unload(model, model.known(version));
                case Action.Load(long version) -> {
                    if (!loads.hasRoom()) {
                        return; // goes on when a load has ended
                    }
                    load(model, model.known(version));
                }
                case Action.Nothing() -> {
                    return;
                }
            }
        }
    }

    private void load(ManagedModel model, ManagedVersion version) {
        loads.start(model, version, new VersionLoads.Hearer() {
            @Override
            public void available(VersionLoad.Outcome.Loaded loaded, @Nullable CountedServable before) {
                publish(List.of(model));
                events.loaded(version.id(), loaded.content().digest(), loaded.times());
                if (before != null) {
                    drains.start(before, cause -> replaced(version, cause));
                }
            }

            @Override
            public void downloaded(long bytes) {
                events.downloaded(model.name(), bytes);
            }

            @Override
            public void notFetched() {
                events.notFetched(model.name());
            }

            @Override
            public void ended() {
                try {
                    reconcile(model);
                    models.values().forEach(Reconciler.this::follow); // one of them may have waited for room
                } finally {
                    endIfStopped();
                }
            }

            @Override
            public void mayRetry() {
                reconcile(model);
            }
        });
        publish(List.of(model));
    }

    private void replaced(ManagedVersion version, @Nullable Cause cause) {
        if (cause != null) {
            events.notReleased(version.id(), cause);
        }
        endIfStopped();
    }

    private void unload(ManagedModel model, ManagedVersion version) {
        CountedServable servable = version.unloading();
        try {
            publish(List.of(model));
        } finally {
            drains.start(servable, cause -> unloaded(model, version, cause));
        }
    }

    private void unloaded(ManagedModel model, ManagedVersion version, @Nullable Cause cause) {
        try {
            version.unloaded(cause);
            reconcile(model);
        } finally {
            endIfStopped();
        }
    }

    private void forgetUnwanted(ManagedModel model) {
        for (ManagedVersion version : model.unwanted()) {
            loads.drop(version);
            if (version.unwanted()) {
                int departure = version.departures();
                threads.writeAfter(settings.forgetAfter(), () -> forget(model, version, departure));
            }
        }
        if (model.left() && model.versions().isEmpty()) {
            models.remove(model.name());
            events.forgotten(model.name());
        }
    }

    private void forget(ManagedModel model, ManagedVersion version, int departure) {
        if (version.gone(departure)) {
            model.remove(version);
            reconcile(model);
            publisher.forget(version);
        }
    }

    /** Turns readiness off for good; everything is served as before. Does not block. */
    public void withdraw() {
        threads.write(() -> {
            withdrawn = true;
            publish(List.of());
        });
    }

    /**
     * Turns readiness off, lets running calls finish, and unloads everything, all versions at once. Blocks until that is done,
     * at most as long as the settings allow for draining and a few seconds more. What has not ended by then is left behind.
     */
    @Override
    public void close() {
        close(settings.drainLimit());
    }

    /**
     * As {@link #close()}.
     *
     * @param drainLimit how long running calls may take to finish before they are cancelled, in place of the settings'
     */
    public void close(Duration drainLimit) {
        try {
            stop(drainLimit)
                    .get(
                            drainLimit
                                    .plus(settings.cancelLimit())
                                    .plus(CLOSING_MARGIN)
                                    .toNanos(),
                            TimeUnit.NANOSECONDS);
        } catch (TimeoutException late) {
            events.notStopped(publisher.snapshot().notEnded());
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } finally {
            threads.end();
        }
    }

    /** As {@link #close}, without blocking and without ending the threads. */
    CompletableFuture<@Nullable Void> stop() {
        return stop(settings.drainLimit());
    }

    CompletableFuture<@Nullable Void> stop(Duration drainLimit) {
        if (!threads.write(() -> stopNow(drainLimit))) {
            stopped.complete(null);
        }
        return stopped;
    }

    private void stopNow(Duration drainLimit) {
        if (stopping) {
            return;
        }
        stopping = true;
        drains.limit(drainLimit);
        models.values().forEach(ManagedModel::stopListing);
        stopStep(() -> publish(models.values()));
        stopStep(loads::stop);
        for (ManagedModel model : models.values()) {
            model.versions().stream()
                    .filter(version -> version.state() == State.AVAILABLE)
                    .forEach(version -> stopStep(() -> unload(model, version)));
        }
        endIfStopped();
    }

    /** What goes wrong with one model or version keeps no other from being unloaded. */
    private static void stopStep(Runnable step) {
        try {
            step.run();
        } catch (Throwable defect) {
            LOG.log(Level.ERROR, "a step of stopping failed, the others are taken", defect);
        }
    }

    private void endIfStopped() {
        if (stopping && !loads.running() && !drains.running()) {
            stopped.complete(null);
        }
    }
}
