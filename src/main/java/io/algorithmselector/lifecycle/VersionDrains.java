package io.algorithmselector.lifecycle;

import io.algorithmselector.lifecycle.VersionStatus.Cause;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The drainings that run. Writer's thread only. */
final class VersionDrains {
    /** How long calls may run where nobody waits for their version to go: longer than calls last that ever end. */
    static final Duration UNHURRIED = Duration.ofMinutes(5);

    private final LifecycleSettings settings;
    private final LifecycleThreads threads;
    private final LifecycleEvents events;
    private final Map<CountedServable, Draining> running = new HashMap<>();
    private Duration limit;

    VersionDrains(LifecycleSettings settings, LifecycleThreads threads, LifecycleEvents events) {
        this.settings = settings;
        this.threads = threads;
        this.events = events;
        limit = settings.drainLimit().compareTo(UNHURRIED) > 0 ? settings.drainLimit() : UNHURRIED;
    }

    /** Of those that run, as far as it is sooner, and of those that start from now on. */
    void limit(Duration drainLimit) {
        limit = drainLimit;
        running.values().forEach(draining -> draining.hurry(drainLimit));
    }

    /** Somebody waits for this one, which is drained, to go. */
    void hurry(CountedServable servable) {
        Draining draining = running.get(servable);
        if (draining != null) {
            draining.hurry(settings.drainLimit());
        }
    }

    boolean running() {
        return !running.isEmpty();
    }

    /** @param end as {@link Draining#Draining} */
    void start(CountedServable servable, Consumer<@Nullable Cause> end) {
        Draining draining = new Draining(servable, limit, settings.cancelLimit(), threads, events, cause -> {
            running.remove(servable);
            end.accept(cause);
        });
        running.put(servable, draining);
        draining.begin();
    }
}
