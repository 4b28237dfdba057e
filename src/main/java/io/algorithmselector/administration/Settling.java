package io.algorithmselector.administration;

import io.algorithmselector.lifecycle.Phase;
import io.algorithmselector.lifecycle.ServingChanges;
import io.algorithmselector.lifecycle.ServingModel;
import io.algorithmselector.lifecycle.ServingState;
import io.algorithmselector.model.Failure;
import io.algorithmselector.model.ServingException;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Waits until models have settled. Each is looked at after every change, by whoever makes it, and kept as it was when it had
 * settled, because what failed is soon tried again.
 */
final class Settling {
    private final ServingState state;
    private final long generation;
    private final Set<String> pending;
    private final SequencedMap<String, ServingModel> settled = new TreeMap<>();
    private final CountDownLatch done = new CountDownLatch(1);

    private Settling(ServingState state, long generation, Collection<String> models) {
        this.state = state;
        this.generation = generation;
        this.pending = new TreeSet<>(models);
    }

    /**
     * Blocks, without looking again and again.
     *
     * @param generation of the desired state that the models belong to
     * @param models their names; none: until that desired state shows
     * @return the models as they had settled, without those that are not wanted any more
     * @throws ServingException with {@code Unavailable} once the server is stopping
     * @throws TimeoutException if they have not settled by then
     */
    static SequencedMap<String, ServingModel> await(
            ServingState state, ServingChanges changes, long generation, Collection<String> models, Duration limit)
            throws InterruptedException, TimeoutException {
        Settling settling = new Settling(state, generation, models);
        try (ServingChanges.Subscription _ = changes.subscribe(settling::look)) {
            settling.look();
            if (!settling.done.await(limit.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new TimeoutException();
            }
        }
        return settling.result();
    }

    private synchronized void look() {
        if (state.phase() == Phase.STOPPING) {
            done.countDown();
        } else if (state.generation() >= generation) {
            pending.removeIf(this::settles);
            if (pending.isEmpty()) {
                done.countDown();
            }
        }
    }

    private boolean settles(String name) {
        ServingModel model = state.model(name);
        if (model != null && !model.settled()) {
            return false;
        }
        if (model != null) {
            settled.put(name, model);
        }
        return true;
    }

    private synchronized SequencedMap<String, ServingModel> result() {
        if (!pending.isEmpty() || state.generation() < generation) {
            throw new ServingException(new Failure.Unavailable("the server is stopping"));
        }
        return Collections.unmodifiableSequencedMap(settled);
    }
}
