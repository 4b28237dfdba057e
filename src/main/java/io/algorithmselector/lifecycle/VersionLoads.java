package io.algorithmselector.lifecycle;

import io.algorithmselector.engine.ModelLoader;
import io.algorithmselector.lifecycle.VersionLoad.Outcome;
import io.algorithmselector.lifecycle.VersionStatus.Cause;
import io.algorithmselector.model.ErrorCode;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The loads that run, as many at once as there are threads for, and what becomes of those that fail. Writer's thread only. */
final class VersionLoads {
    /** A version whose files changed between listing and fetching is listed again at once so many times in a row. */
    static final int LISTINGS_AT_ONCE = 3;

    /** The longest pause before what may have to be downloaded whole, only to fail again. */
    private static final Duration SELDOM = Duration.ofHours(1);

    private static final Cause STOPPING = new Cause(ErrorCode.CANCELLED, "the server is stopping");

    private static final System.Logger LOG = System.getLogger(VersionLoads.class.getName());
    /** In place of what was loaded and nobody wants any more. */
    private static final Outcome CLOSED = new Outcome.Failed(STOPPING, Retry.NEVER, false);

    private final ModelLoader loader;
    private final LifecycleSettings settings;
    private final LifecycleThreads threads;
    private final Map<ManagedVersion, LoadRun> runs = new HashMap<>();
    /** Written by the writer, and read by loads that have not begun. */
    private volatile boolean stopping;

    /** Hears of one load, in the writer's thread. */
    interface Hearer {
        /** @param before what it takes the place of: to be drained */
        void available(Outcome.Loaded loaded, @Nullable CountedServable before);

        /** So many bytes more came from a remote store. */
        void downloaded(long bytes);

        /** The repository did not give the files. */
        void notFetched();

        /** After {@link #available}, and if there is nothing available too. */
        void ended();

        /** What failed may be tried again. */
        void mayRetry();
    }

    VersionLoads(ModelLoader loader, LifecycleSettings settings, LifecycleThreads threads) {
        this.loader = loader;
        this.settings = settings;
        this.threads = threads;
    }

    boolean hasRoom() {
        return runs.size() < settings.loadThreads();
    }

    boolean running() {
        return !runs.isEmpty();
    }

    void start(ManagedModel model, ManagedVersion version, Hearer hearer) {
        VersionLoad load =
                model.load(version, loader, threads::nanoTime, bytes -> threads.write(() -> hearer.downloaded(bytes)));
        LoadRun run = new LoadRun(load);
        version.startLoad(load.source());
        runs.put(version, run);
        Consumer<Outcome> end = outcome -> ended(model, version, run, outcome, hearer);
        try {
            threads.load(() -> run(run, end));
        } catch (Throwable noThread) {
            // no memory for one, for instance: a failure like any other, or the version would stay LOADING for ever
            threads.write(() -> end.accept(VersionLoad.failed(noThread)));
        }
    }

    private void run(LoadRun run, Consumer<Outcome> end) {
        Outcome outcome = stopping ? new Outcome.Failed(STOPPING, Retry.NEVER, false) : run.attempt();
        if (!threads.write(() -> end.accept(outcome)) && outcome instanceof Outcome.Loaded loaded) {
            loaded.close();
        }
    }

    /** Ends the load of a version, if one runs: it is no longer wanted. */
    void drop(ManagedVersion version) {
        LoadRun run = runs.get(version);
        if (run != null) {
            run.drop();
        }
    }

    /** Interrupts those that run; none becomes available any more. */
    void stop() {
        stopping = true;
        threads.interruptLoads();
    }

    private void ended(ManagedModel model, ManagedVersion version, LoadRun run, Outcome outcome, Hearer hearer) {
        if ((stopping || run.dropped()) && outcome instanceof Outcome.Loaded loaded) {
            // it counts as running until it is closed: whoever waits for the end waits for that too
            threads.release(() -> {
                try {
                    loaded.close();
                } finally {
                    threads.write(() -> ended(model, version, run, CLOSED, hearer));
                }
            });
            return;
        }
        runs.remove(version);
        try {
            if (stopping || run.dropped()) {
                version.dropped(stopping ? STOPPING : null);
            } else {
                take(model, version, outcome, hearer);
            }
        } catch (Throwable defect) {
            LOG.log(Level.ERROR, "the load of " + version.id() + " has ended and could not be taken over", defect);
            if (version.loads()) {
                close(outcome);
                take(model, version, VersionLoad.failed(defect), hearer);
            }
        }
        hearer.ended();
    }

    private void take(ManagedModel model, ManagedVersion version, Outcome outcome, Hearer hearer) {
        switch (outcome) {
            case Outcome.Loaded loaded -> loaded(version, loaded, hearer);
            case Outcome.Unchanged(Content content) -> version.unchanged(content);
            case Outcome.Failed(Cause cause, Retry retry, boolean atRepository) -> {
                version.failed(cause);
                if (atRepository) {
                    hearer.notFetched();
                }
                retry(retry, model, version, hearer);
            }
        }
    }

    private void close(Outcome outcome) {
        if (outcome instanceof Outcome.Loaded loaded) {
            threads.release(loaded::close);
        }
    }

    private void loaded(ManagedVersion version, Outcome.Loaded loaded, Hearer hearer) {
        CountedServable next = new CountedServable(version.id(), loaded.servable(), loaded::close, threads::release);
        hearer.available(loaded, version.loaded(next, loaded.content()));
    }

    private void retry(Retry retry, ManagedModel model, ManagedVersion version, Hearer hearer) {
        int failures = version.failures();
        switch (retry) {
            case NEVER -> {}
            case LATER -> retryAfter(settings.retry().delay(failures), version, hearer);
            case SELDOM -> retryAfter(settings.retry().upTo(SELDOM).delay(failures), version, hearer);
            case RELIST -> {
                version.awaitListing();
                if (failures <= LISTINGS_AT_ONCE) {
                    model.listAgain();
                } else {
                    Duration pause = settings.retry().delay(failures - LISTINGS_AT_ONCE);
                    version.retryBy(threads.writeAfter(pause, model::listAgain));
                }
            }
        }
    }

    private void retryAfter(Duration pause, ManagedVersion version, Hearer hearer) {
        version.retryBy(threads.writeAfter(pause, () -> {
            version.mayRetry();
            hearer.mayRetry();
        }));
    }
}
