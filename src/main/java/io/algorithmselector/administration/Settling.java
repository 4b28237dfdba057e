package io.algorithmselector.administration;

import io.algorithmselector.lifecycle.Phase;
import io.algorithmselector.lifecycle.ServingChanges;
import io.algorithmselector.lifecycle.ServingModel;
import io.algorithmselector.lifecycle.ServingState;
import io.algorithmselector.model.Failure;
import io.algorithmselector.model.ServingException;
import java.util.Collection;
import java.util.Collections;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * Waits, without holding a thread, until models have settled: each is looked at after every change, and kept as it was when it
 * had settled, because what failed is soon tried again. Thread-safe.
 */
final class Settling {
    private final ServingState state;
    private final long generation;
    private final Set<String> pending;
    private final SequencedMap<String, ServingModel> settled = new TreeMap<>();
    private final CompletableFuture<SequencedMap<String, ServingModel>> result = new CompletableFuture<>();

    private Settling(ServingState state, long generation, Collection<String> models) {
        this.state = state;
        this.generation = generation;
        this.pending = new TreeSet<>(models);
    }

    /**
     * @param generation of the desired state that the models belong to
     * @param models their names; none: until that desired state shows
     * @param threads where what follows is run, so that nothing of it holds the lifecycle up
     * @return the models as they had settled, without those that are not wanted any more; fails with {@code Unavailable} once the
     *     server is stopping
     */
    static CompletableFuture<SequencedMap<String, ServingModel>> of(
            ServingState state, ServingChanges changes, long generation, Collection<String> models, Executor threads) {
        Settling settling = new Settling(state, generation, models);
        ServingChanges.Subscription subscription = changes.subscribe(() -> settling.look(threads));
        settling.result.whenComplete((_, _) -> subscription.close());
        settling.look(threads);
        return settling.result;
    }

    private synchronized void look(Executor threads) {
        if (result.isDone()) {
            return;
        }
        if (state.phase() == Phase.STOPPING) {
            threads.execute(() -> result.completeExceptionally(
                    new ServingException(new Failure.Unavailable("the server is stopping"))));
        } else if (state.generation() >= generation) {
            pending.removeIf(this::settles);
            if (pending.isEmpty()) {
                threads.execute(() -> result.complete(Collections.unmodifiableSequencedMap(settled)));
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
}
