package io.algorithmselector.api.openinference;

import io.algorithmselector.model.Failure;
import io.algorithmselector.model.ServingException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Waits in the caller's thread until a change that was asked for over REST has ended. A load may take minutes: only so many wait at
 * once, lest none of the threads is left that inference requests need. Thread-safe.
 */
final class AwaitedChanges {
    private final int most;
    private final Semaphore free;

    /** @param most how many may wait at once */
    AwaitedChanges(int most) {
        this.most = most;
        this.free = new Semaphore(most);
    }

    /**
     * Asks for a change and waits for its end; nothing is asked for if as many as may be are waiting already.
     *
     * @throws ServingException with {@code Unavailable} then, or as the change ends
     */
    void await(Supplier<CompletionStage<@Nullable Void>> change) {
        if (!free.tryAcquire()) {
            throw new ServingException(new Failure.Unavailable("nothing has been changed: " + most
                    + " requests to load or unload a model are waiting already; ask again when they have ended"));
        }
        try {
            change.get().toCompletableFuture().join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof ServingException refused) {
                throw refused;
            }
            throw e;
        } finally {
            free.release();
        }
    }
}
