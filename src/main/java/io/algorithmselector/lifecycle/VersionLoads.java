package io.algorithmselector.lifecycle;

import io.algorithmselector.engine.ModelLoader;
import io.algorithmselector.lifecycle.VersionLoad.Outcome;
import io.algorithmselector.lifecycle.VersionStatus.Cause;
import io.algorithmselector.model.ErrorCode;
import org.jspecify.annotations.Nullable;

/** The loads that run, as many at once as there are threads for, and what becomes of those that fail. Writer's thread only. */
final class VersionLoads {
    /** A version whose files changed between listing and fetching is listed again at once so many times in a row. */
    private static final int LISTINGS_AT_ONCE = 3;

    private static final Cause STOPPING = new Cause(ErrorCode.CANCELLED, "the server is stopping");

    private final ModelLoader loader;
    private final LifecycleSettings settings;
    private final LifecycleThreads threads;
    private int running;
    /** Written by the writer, and read by loads that have not begun. */
    private volatile boolean stopping;

    /** Hears of one load, in the writer's thread. */
    interface Hearer {
        /** @param before what it takes the place of: to be drained */
        void available(Outcome.Loaded loaded, @Nullable CountedServable before);

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
        return running < settings.loadThreads();
    }

    boolean running() {
        return running > 0;
    }

    void start(ManagedModel model, ManagedVersion version, Hearer hearer) {
        VersionLoad load = model.load(version, loader, threads::nanoTime);
        version.startLoad(load.source());
        running++;
        threads.load(() -> {
            Outcome outcome = stopping ? new Outcome.Failed(STOPPING, Retry.NEVER) : load.attempt();
            if (!threads.write(() -> ended(model, version, outcome, hearer))
                    && outcome instanceof Outcome.Loaded loaded) {
                loaded.servable().close();
            }
        });
    }

    /** Interrupts those that run; none becomes available any more. */
    void stop() {
        stopping = true;
        threads.interruptLoads();
    }

    private void ended(ManagedModel model, ManagedVersion version, Outcome outcome, Hearer hearer) {
        running--;
        if (stopping) {
            discard(version, outcome);
        } else {
            switch (outcome) {
                case Outcome.Loaded loaded -> loaded(version, loaded, hearer);
                case Outcome.Unchanged(Content content) -> version.unchanged(content);
                case Outcome.Failed(Cause cause, Retry retry) -> {
                    version.failed(cause);
                    retry(retry, model, version, hearer);
                }
            }
        }
        hearer.ended();
    }

    private void discard(ManagedVersion version, Outcome outcome) {
        if (outcome instanceof Outcome.Loaded loaded) {
            threads.release(loaded.servable()::close);
        }
        version.dropped(STOPPING);
    }

    private void loaded(ManagedVersion version, Outcome.Loaded loaded, Hearer hearer) {
        CountedServable next = new CountedServable(version.id(), loaded.servable(), threads::release);
        hearer.available(loaded, version.loaded(next, loaded.content()));
    }

    private void retry(Retry retry, ManagedModel model, ManagedVersion version, Hearer hearer) {
        int failures = version.failures();
        switch (retry) {
            case NEVER -> {}
            case LATER ->
                threads.writeAfter(settings.retry().delay(failures), () -> {
                    if (version.failures() == failures) {
                        version.mayRetry();
                        hearer.mayRetry();
                    }
                });
            case RELIST -> {
                version.awaitListing();
                if (failures <= LISTINGS_AT_ONCE) {
                    model.listAgain();
                } else {
                    threads.writeAfter(settings.retry().delay(failures - LISTINGS_AT_ONCE), model::listAgain);
                }
            }
        }
    }
}
