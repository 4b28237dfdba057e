package io.algorithmselector.lifecycle;

import java.time.Duration;

/**
 * How long it took until a version could become available.
 *
 * @param fetch until its files were on this machine
 * @param load until the engine had loaded them
 * @param warmUp until it had computed the requests that warm it up
 * @param warmUpRequests how many those were
 */
public record LoadTimes(Duration fetch, Duration load, Duration warmUp, int warmUpRequests) {
    public Duration total() {
        return fetch.plus(load).plus(warmUp);
    }
}
