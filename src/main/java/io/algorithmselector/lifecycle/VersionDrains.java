package io.algorithmselector.lifecycle;

import io.algorithmselector.lifecycle.VersionStatus.Cause;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The drainings that run. Writer's thread only. */
final class VersionDrains {
    private final LifecycleSettings settings;
    private final LifecycleThreads threads;
    private final LifecycleEvents events;
    private final List<Draining> running = new ArrayList<>();
    private Duration limit;

    VersionDrains(LifecycleSettings settings, LifecycleThreads threads, LifecycleEvents events) {
        this.settings = settings;
        this.threads = threads;
        this.events = events;
        limit = settings.drainLimit();
    }

    /** Of those that run, as far as it is sooner, and of those that start from now on. */
    void limit(Duration drainLimit) {
        limit = drainLimit;
        running.forEach(draining -> draining.hurry(drainLimit));
    }

    boolean running() {
        return !running.isEmpty();
    }

    /** @param end as {@link Draining#Draining} */
    void start(CountedServable servable, Consumer<@Nullable Cause> end) {
        Draining draining = new Draining(servable, limit, settings.cancelLimit(), threads, events, cause -> {
            running.removeIf(Draining::ended);
            end.accept(cause);
        });
        running.add(draining);
        draining.begin();
    }
}
