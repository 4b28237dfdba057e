package io.algorithmselector.lifecycle;

import io.algorithmselector.engine.ModelLoader;
import io.algorithmselector.engine.Servable;
import io.algorithmselector.lifecycle.VersionStatus.Cause;
import io.algorithmselector.model.ServingException;
import io.algorithmselector.model.VersionId;
import io.algorithmselector.repository.LocalVersion;
import io.algorithmselector.repository.ModelRepository;
import io.algorithmselector.repository.RepositoryException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to fetch and load a version, in a loading thread.
 *
 * @param loaded what is loaded for the version already; null if nothing is
 * @param downloaded hears of the bytes that come from a remote store, in any thread
 */
record VersionLoad(
        VersionId id,
        ModelRepository repository,
        Source source,
        @Nullable Content loaded,
        ModelLoader loader,
        LongSupplier nanoClock,
        LongConsumer downloaded) {

    private static final System.Logger LOG = System.getLogger(VersionLoad.class.getName());

    /** How the attempt ended. */
    sealed interface Outcome {
        /** @param files what the servable was loaded from, kept as long as it is open */
        record Loaded(Servable servable, LocalVersion files, Content content, LoadTimes times) implements Outcome {
            void close() {
                try (files) {
                    servable.close();
                }
            }
        }

        /** The source has changed, but what was loaded from the old one is equal. */
        record Unchanged(Content content) implements Outcome {}

        /** @param atRepository whether it was the repository that failed */
        record Failed(Cause cause, Retry retry, boolean atRepository) implements Outcome {}
    }

    /** Whatever goes wrong becomes an outcome: a version must not stay LOADING for ever. */
    Outcome attempt() {
        try {
            return fetchAndLoad();
        } catch (Throwable thrown) {
            if (Causes.isDefect(thrown)) {
                LOG.log(Level.ERROR, "loading " + id + " failed in a way that nobody foresaw", thrown);
            }
            return failed(thrown);
        }
    }

    static Outcome failed(Throwable thrown) {
        return new Outcome.Failed(Causes.of(thrown), Retry.after(thrown), thrown instanceof RepositoryException);
    }

    private Outcome fetchAndLoad() throws Exception {
        long start = nanoClock.getAsLong();
        LocalVersion files = repository.fetch(source.listed(), downloaded);
        Duration fetch = Duration.ofNanos(nanoClock.getAsLong() - start);
        boolean used = false;
        try {
            Content content = new Content(source, files.digest());
            if (loaded != null && loaded.equalTo(source, files.digest())) {
                return new Outcome.Unchanged(content);
            }
            Outcome outcome = load(files, content, fetch);
            used = true;
            return outcome;
        } finally {
            if (!used) {
                files.close();
            }
        }
    }

    private Outcome load(LocalVersion files, Content content, Duration fetch) throws Exception {
        long start = nanoClock.getAsLong();
        Servable servable = open(files.directory());
        long opened = nanoClock.getAsLong();
        int requests = warmUp(servable, files.directory());
        Duration load = Duration.ofNanos(opened - start);
        Duration warmUp = Duration.ofNanos(nanoClock.getAsLong() - opened);
        return new Outcome.Loaded(servable, files, content, new LoadTimes(fetch, load, warmUp, requests));
    }

    private Servable open(Path directory) throws Exception {
        try {
            return loader.load(id, directory, source.engine());
        } catch (ServingException refused) {
            repository.requireUnchanged(source.listed()); // what is said of half a file is not said of the version
            throw refused;
        }
    }

    /** What it was loaded from must still be what was fetched then, or it may be half of this and half of that. */
    private int warmUp(Servable servable, Path directory) throws RepositoryException, InterruptedException {
        try {
            int requests = loader.warmUp().run(id, directory, servable);
            repository.requireUnchanged(source.listed());
            return requests;
        } catch (Throwable failed) {
            servable.close();
            throw failed;
        }
    }
}
