package io.algorithmselector.lifecycle;

import io.algorithmselector.catalog.ModelConfig;
import io.algorithmselector.lifecycle.LifecycleThreads.Timer;
import io.algorithmselector.lifecycle.VersionStatus.Cause;
import io.algorithmselector.repository.ModelRepositories;
import io.algorithmselector.repository.ModelRepository;
import io.algorithmselector.repository.RepositoryException;
import io.algorithmselector.repository.RepositoryVersion;
import io.algorithmselector.repository.UploadRule;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Lists one base path whenever it is asked to, and again after a while: when that failed, when an upload will have settled that the
 * catalogue waits for, and when the poll interval has passed. At most one listing runs at a time. Writer's thread only, but for the listing itself.
 */
final class Lister {
    private static final System.Logger LOG = System.getLogger(Lister.class.getName());

    private final String basePath;
    private final ModelRepositories repositories;
    private final LifecycleThreads threads;
    private final LifecycleSettings settings;
    private final Hearer hearer;
    private @Nullable ModelRepository repository;
    private ModelConfig config;
    private Duration interval;
    private UploadRule rule;
    private int failures;
    /** Until the next listing begins by itself. */
    private Timer next = Timer.NONE;

    private boolean running;
    private boolean askedAgain;
    private boolean stopped;

    /** Hears how the listings end, in the writer's thread. */
    interface Hearer {
        void listed(Listing listing);

        /**
         * @param again when it will be tried again
         * @param standIn what can be had without the repository, if it does not answer and was never listed; else null
         */
        void notListed(Cause cause, Duration again, @Nullable Listing standIn);
    }

    /** What lies in a repository. */
    record Listing(ModelRepository repository, NavigableMap<Long, RepositoryVersion> versions) {}

    Lister(
            ModelConfig config,
            ModelRepositories repositories,
            LifecycleThreads threads,
            LifecycleSettings settings,
            Hearer hearer) {
        this.basePath = config.basePath();
        this.repositories = repositories;
        this.threads = threads;
        this.settings = settings;
        this.hearer = hearer;
        this.config = config;
        interval = settings.polling().interval(config);
        rule = settings.polling().rule(config);
    }

    String basePath() {
        return basePath;
    }

    /** By which uploads are judged. */
    UploadRule rule() {
        return rule;
    }

    /** What the catalogue says of the same base path now; holds from the next listing on. */
    void follow(ModelConfig changed) {
        config = changed;
        interval = settings.polling().interval(changed);
        rule = settings.polling().rule(changed);
    }

    /** Asks for a listing that begins after this call. */
    void list() {
        if (running) {
            askedAgain = true;
        } else if (!stopped) {
            running = true;
            next.cancel();
            @Nullable ModelRepository opened = repository;
            UploadRule asked = rule;
            try {
                threads.list(() -> listNow(opened, asked));
            } catch (Throwable noThread) {
                // no memory for one, for instance: a failure like any other, or it would never be listed again
                threads.write(() -> failed(Causes.of(noThread), null));
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
        next.cancel();
    }

    /** @param opened null unless it has been listed before */
    private void listNow(@Nullable ModelRepository opened, UploadRule asked) {
        @Nullable ModelRepository open = opened;
        try {
            open = opened != null ? opened : repositories.open(basePath);
            Listing listing = new Listing(open, open.list(asked));
            threads.write(() -> succeeded(listing));
        } catch (Throwable thrown) {
            Cause cause = Causes.of(thrown);
            @Nullable Listing standIn = opened == null && open != null ? standIn(open, thrown) : null;
            threads.write(() -> failed(cause, standIn));
        }
    }

    /** Only for a store that does not answer: one that refuses has a reason. */
    private static @Nullable Listing standIn(ModelRepository repository, Throwable thrown) {
        if (!(thrown instanceof RepositoryException failure) || failure.kind() != RepositoryException.Kind.NETWORK) {
            return null;
        }
        try {
            NavigableMap<Long, RepositoryVersion> cached = repository.cached();
            return cached.isEmpty() ? null : new Listing(repository, cached);
        } catch (Throwable defect) {
            LOG.log(Level.ERROR, "what is cached of " + repository.basePath() + " cannot be read", defect);
            return null;
        }
    }

    private void succeeded(Listing listing) {
        running = false;
        failures = 0;
        repository = listing.repository();
        if (!stopped) {
            nextPause(listing).ifPresent(this::listAfter);
            hearer.listed(listing);
            listAgainIfAsked();
        }
    }

    private Optional<Duration> nextPause(Listing listing) {
        Optional<Duration> poll = interval.isZero()
                ? Optional.empty()
                : Optional.of(settings.polling().pause(interval));
        Optional<Duration> settled = Uploads.settled(listing.versions().values(), config);
        return Stream.concat(poll.stream(), settled.stream()).min(Duration::compareTo);
    }

    private void failed(Cause cause, @Nullable Listing standIn) {
        running = false;
        failures++;
        if (!stopped) {
            Duration again = settings.retry().delay(failures);
            listAfter(again);
            hearer.notListed(cause, again, standIn);
            listAgainIfAsked();
        }
    }

    /** Unless another listing begins before: that one sees to the next. */
    private void listAfter(Duration pause) {
        next = threads.writeAfter(pause, this::list);
    }

    private void listAgainIfAsked() {
        if (askedAgain) {
            askedAgain = false;
            list();
        }
    }
}
