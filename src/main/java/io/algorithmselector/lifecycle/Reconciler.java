package io.algorithmselector.lifecycle;

import io.algorithmselector.catalog.Catalogue;
import io.algorithmselector.engine.ModelLoader;
import io.algorithmselector.repository.ModelRepositories;
import java.time.Duration;
import java.util.SequencedMap;
import java.util.Set;
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
    /** On top of what draining may take: closing itself, and loads that cannot be interrupted. */
    private static final Duration CLOSING_MARGIN = Duration.ofSeconds(5);

    private final LifecycleSettings settings;
    private final LifecycleThreads threads;
    private final LifecycleEvents events;
    private final Publisher publisher;
    private final ReconcilerWriter writer;

    private final Object submitting = new Object();
    private long submitted;

    Reconciler(
            ModelRepositories repositories,
            ModelLoader loader,
            LifecycleListener listener,
            LifecycleSettings settings,
            LifecycleThreads threads) {
        this.settings = settings;
        this.threads = threads;
        events = new LifecycleEvents(listener);
        publisher = new Publisher(events);
        writer = new ReconcilerWriter(repositories, loader, settings, threads, events, publisher);
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
            threads.write(() -> writer.apply(catalogue, listed, retried, next));
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

    /**
     * Turns readiness off for good. What is loaded is served as before; no load or unload begins any more, for what it would bring
     * would be gone at once, and its calls with it. Does not block.
     */
    public void withdraw() {
        threads.write(writer::withdraw);
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
        if (!threads.write(() -> writer.stop(drainLimit))) {
            writer.stopped().complete(null);
        }
        return writer.stopped();
    }
}
