package io.algorithmselector.lifecycle;

import io.algorithmselector.engine.ModelLoader;
import io.algorithmselector.engine.Servable;
import io.algorithmselector.lifecycle.VersionStatus.Cause;
import io.algorithmselector.model.VersionId;
import io.algorithmselector.repository.LocalVersion;
import io.algorithmselector.repository.ModelRepository;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to fetch and load a version, in a loading thread.
 *
 * @param loaded what is loaded for the version already; null if nothing is
 */
record VersionLoad(
        VersionId id,
        ModelRepository repository,
        Source source,
        @Nullable Content loaded,
        ModelLoader loader,
        LongSupplier nanoClock) {

    private static final System.Logger LOG = System.getLogger(VersionLoad.class.getName());

    /** How the attempt ended. */
    sealed interface Outcome {
        record Loaded(Servable servable, Content content, Duration fetch, Duration load) implements Outcome {}

        /** The source has changed, but what was loaded from the old one is equal. */
        record Unchanged(Content content) implements Outcome {}

        record Failed(Cause cause, Retry retry) implements Outcome {}
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
        return new Outcome.Failed(Causes.of(thrown), Retry.after(thrown));
    }

    private Outcome fetchAndLoad() throws Exception {
        long start = nanoClock.getAsLong();
        LocalVersion local = repository.fetch(source.listed());
        long fetched = nanoClock.getAsLong();
        Content content = new Content(source, local.digest());
        if (loaded != null && loaded.equalTo(source, local.digest())) {
            return new Outcome.Unchanged(content);
        }
        Servable servable = loader.load(id, local.directory(), source.engine());
        long end = nanoClock.getAsLong();
        return new Outcome.Loaded(
                servable, content, Duration.ofNanos(fetched - start), Duration.ofNanos(end - fetched));
    }
}
