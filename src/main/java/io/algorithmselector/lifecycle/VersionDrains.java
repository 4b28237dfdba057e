package io.algorithmselector.lifecycle;

import io.algorithmselector.lifecycle.VersionStatus.Cause;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The drainings that run. Writer's thread only. */
final class VersionDrains {
    private LifecycleSettings settings;
    private final LifecycleThreads threads;
    private final LifecycleEvents events;
    private int running;

    VersionDrains(LifecycleSettings settings, LifecycleThreads threads, LifecycleEvents events) {
        this.settings = settings;
        this.threads = threads;
        this.events = events;
    }

    /** Of those that start from now on. */
    void limit(Duration drainLimit) {
        settings = settings.withDrainLimit(drainLimit);
    }

    boolean running() {
        return running > 0;
    }

    /** @param end as {@link Draining#start} */
    void start(CountedServable servable, Consumer<@Nullable Cause> end) {
        running++;
        Draining.start(servable, settings, threads, events, cause -> {
            running--;
            end.accept(cause);
        });
    }
}
