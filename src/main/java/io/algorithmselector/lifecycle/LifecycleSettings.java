package io.algorithmselector.lifecycle;

import java.time.Duration;

/**
 * How versions are loaded and unloaded.
 *
 * @param loadThreads how many versions are fetched and loaded at once; listings have threads of their own
 * @param drainLimit how long running calls may take to finish before they are cancelled, where something waits for that: the end of
 *     the process, the same version to be loaded again, or another that is not to be in memory beside it. Else they may take minutes
 * @param cancelLimit how long cancelled calls may take to end before the version is given up: its memory then stays until
 *     they do
 * @param retry between attempts to list a base path, or to load a version that may succeed later
 * @param polling when base paths are listed again
 * @param forgetAfter how long the status of a version that is no longer wanted stays to be seen once it has ended
 */
public record LifecycleSettings(
        int loadThreads,
        Duration drainLimit,
        Duration cancelLimit,
        Backoff retry,
        Polling polling,
        Duration forgetAfter) {
    /** Draining ends within half of the 30 s that Kubernetes gives a pod to stop. */
    public static final LifecycleSettings DEFAULT = new LifecycleSettings(
            2,
            Duration.ofSeconds(10),
            Duration.ofSeconds(5),
            new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(1), 0.5),
            Polling.DEFAULT,
            Duration.ofMinutes(10));

    /** @throws IllegalArgumentException that names what is out of its range */
    public LifecycleSettings {
        if (loadThreads < 1) {
            throw new IllegalArgumentException("loadThreads " + loadThreads + " is below 1");
        }
        requireNotNegative("drainLimit", drainLimit);
        requireNotNegative("cancelLimit", cancelLimit);
        requireNotNegative("forgetAfter", forgetAfter);
    }

    private static void requireNotNegative(String name, Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException(name + " " + duration + " is negative");
        }
    }
}
