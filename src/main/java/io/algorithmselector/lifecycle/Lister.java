package io.algorithmselector.lifecycle;

import io.algorithmselector.lifecycle.VersionStatus.Cause;
import io.algorithmselector.repository.ModelRepositories;
import io.algorithmselector.repository.ModelRepository;
import io.algorithmselector.repository.RepositoryVersion;
import io.algorithmselector.repository.UploadRule;
import java.time.Duration;
import java.util.NavigableMap;
import org.jspecify.annotations.Nullable;

/**
 * Lists one base path whenever it is asked to, and again after a while when that failed, until it succeeds. At most one listing
 * runs at a time. Writer's thread only, but for the listing itself.
 */
final class Lister {
    private final String basePath;
    private final ModelRepositories repositories;
    private final LifecycleThreads threads;
    private final Backoff retry;
    private final Hearer hearer;
    private @Nullable ModelRepository repository;
    private int failures;
    private boolean running;
    private boolean askedAgain;
    private boolean stopped;

    /** Hears how the listings end, in the writer's thread. */
    interface Hearer {
        void listed(Listing listing);

        /** @param again when it will be tried again */
        void notListed(Cause cause, Duration again);
    }

    /** What lies in a repository. */
    record Listing(ModelRepository repository, NavigableMap<Long, RepositoryVersion> versions) {}

    Lister(String basePath, ModelRepositories repositories, LifecycleThreads threads, Backoff retry, Hearer hearer) {
        this.basePath = basePath;
        this.repositories = repositories;
        this.threads = threads;
        this.retry = retry;
        this.hearer = hearer;
    }

    String basePath() {
        return basePath;
    }

    /** Asks for a listing that begins after this call. */
    void list() {
        if (running) {
            askedAgain = true;
        } else if (!stopped) {
            running = true;
            @Nullable ModelRepository opened = repository;
            try {
                threads.list(() -> listNow(opened));
            } catch (Throwable noThread) {
                // no memory for one, for instance: a failure like any other, or it would never be listed again
                threads.write(() -> failed(Causes.of(noThread)));
            }
        }
    }

    /** Whether a listing has been asked for that has not begun: the one that is told now began before. */
    boolean askedAgain() {
        return askedAgain;
    }

    /** Nothing is heard of this base path any more. */
    void stop() {
        stopped = true;
    }

    private void listNow(@Nullable ModelRepository opened) {
        try {
            ModelRepository open = opened != null ? opened : repositories.open(basePath);
            Listing listing = new Listing(open, open.list(UploadRule.NO_WAIT));
            threads.write(() -> succeeded(listing));
        } catch (Throwable thrown) {
            Cause cause = Causes.of(thrown);
            threads.write(() -> failed(cause));
        }
    }

    private void succeeded(Listing listing) {
        running = false;
        failures = 0;
        repository = listing.repository();
        if (!stopped) {
            hearer.listed(listing);
            listAgainIfAsked();
        }
    }

    private void failed(Cause cause) {
        running = false;
        failures++;
        if (!stopped) {
            Duration again = retry.delay(failures);
            int failure = failures;
            threads.writeAfter(again, () -> retry(failure));
            hearer.notListed(cause, again);
            listAgainIfAsked();
        }
    }

    private void listAgainIfAsked() {
        if (askedAgain) {
            askedAgain = false;
            list();
        }
    }

    /** Unless somebody else's listing has come in between. */
    private void retry(int failure) {
        if (failures == failure) {
            list();
        }
    }
}
