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
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What the {@link Reconciler}'s one writing thread does: all that changes what is loaded happens in here. Writer's thread only, but
 * for the constructor and {@link #stopped}; never blocks.
 */
final class ReconcilerWriter {
    private static final System.Logger LOG = System.getLogger(ReconcilerWriter.class.getName());

    private final ModelRepositories repositories;
    private final LifecycleSettings settings;
    private final LifecycleThreads threads;
    private final LifecycleEvents events;
    private final Publisher publisher;
    private final VersionLoads loads;
    private final VersionDrains drains;
    private final CompletableFuture<@Nullable Void> stopped = new CompletableFuture<>();
    private final TreeMap<String, ManagedModel> models = new TreeMap<>();
    private long generation;
    private boolean ready;
    private boolean withdrawn;
    private boolean stopping;

    ReconcilerWriter(
            ModelRepositories repositories,
            ModelLoader loader,
            LifecycleSettings settings,
            LifecycleThreads threads,
            LifecycleEvents events,
            Publisher publisher) {
        this.repositories = repositories;
        this.settings = settings;
        this.threads = threads;
        this.events = events;
        this.publisher = publisher;
        loads = new VersionLoads(loader, settings, threads);
        drains = new VersionDrains(settings, threads, events);
    }

    /** Ends when all that was loaded has been closed or given up after {@link #stop}. */
    CompletableFuture<@Nullable Void> stopped() {
        return stopped;
    }

    /** As {@link Reconciler#apply}; {@code next} counts these calls. */
    void apply(Catalogue catalogue, Set<String> listed, Set<String> retried, long next) {
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
            model.awaited().forEach(drains::hurry);
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
        while (!stopping && !withdrawn && model.decided()) {
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
                    models.values().forEach(ReconcilerWriter.this::follow); // one of them may have waited for room
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
            model.awaited().forEach(drains::hurry);
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
                version.leaveBy(threads.writeAfter(settings.forgetAfter(), () -> forget(model, version)));
            }
        }
        if (model.left() && model.versions().isEmpty()) {
            models.remove(model.name());
            events.forgotten(model.name());
        }
    }

    private void forget(ManagedModel model, ManagedVersion version) {
        model.remove(version);
        reconcile(model);
        publisher.forget(version);
    }

    /** Turns readiness off for good; what runs goes on, and nothing more is loaded or unloaded. */
    void withdraw() {
        withdrawn = true;
        publish(List.of());
    }

    /** Unloads everything, what is being drained in that time as well; {@link #stopped} ends when that is done. Only the first time counts. */
    void stop(Duration drainLimit) {
        if (stopping) {
            return;
        }
        stopping = true;
        stopStep(() -> drains.limit(drainLimit));
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
