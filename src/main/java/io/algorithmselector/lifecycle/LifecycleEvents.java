package io.algorithmselector.lifecycle;

import io.algorithmselector.lifecycle.VersionStatus.Cause;
import io.algorithmselector.model.VersionId;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tells the log, one line an event, and the listener, in the order of the changes. What the listener throws is logged and goes
 * no further. Writer's thread only.
 */
final class LifecycleEvents {
    private static final System.Logger LOG = System.getLogger("io.algorithmselector.lifecycle");

    private final LifecycleListener listener;
    /** Errors that stand in the log already: what is tried again and again is told once. */
    private final Map<VersionId, Cause> toldErrors = new HashMap<>();

    LifecycleEvents(LifecycleListener listener) {
        this.listener = listener;
    }

    void changed(VersionStatus status) {
        Cause error = status.error();
        String line = version(status.id()) + " state=" + status.state();
        if (error == null) {
            toldErrors.remove(status.id());
            LOG.log(status.state() == State.START ? Level.DEBUG : Level.INFO, line);
        } else {
            boolean news = !error.equals(toldErrors.put(status.id(), error));
            LOG.log(news ? Level.WARNING : Level.DEBUG, line + reason(error));
        }
        tell(() -> listener.changed(status));
    }

    void loaded(VersionId id, String digest, LoadTimes times) {
        LOG.log(
                Level.INFO,
                version(id) + " loaded=" + digest + " fetch_ms=" + times.fetch().toMillis() + " load_ms="
                        + times.load().toMillis() + " warm_up_ms="
                        + times.warmUp().toMillis() + " warm_up_requests=" + times.warmUpRequests());
        tell(() -> listener.loaded(id, times));
    }

    void forgotten(VersionId id) {
        toldErrors.remove(id);
        LOG.log(Level.DEBUG, version(id) + " forgotten=true");
        tell(() -> listener.forgotten(id));
    }

    void forgotten(String model) {
        tell(() -> listener.modelForgotten(model));
    }

    /** @param mended whether it is the first time that it could be listed after it could not */
    void listed(String model, boolean mended) {
        if (mended) {
            LOG.log(Level.INFO, "model=" + model + " listed=true");
        }
        tell(() -> listener.polled(model));
    }

    /**
     * @param news whether the error is another than the last time
     * @param cached the numbers of the versions that are served from the cache in place of those listed; empty if none
     */
    void notListed(String model, String basePath, Cause error, Duration again, boolean news, Collection<Long> cached) {
        LOG.log(
                news ? Level.WARNING : Level.DEBUG,
                "model=" + model + (error.message().contains(basePath) ? "" : " base_path=" + basePath)
                        + " listed=false" + reason(error) + " again_ms=" + again.toMillis()
                        + (cached.isEmpty() ? "" : " from_cache=" + cached));
        tell(() -> listener.polled(model));
        tell(() -> listener.repositoryFailed(model));
    }

    void downloaded(String model, long bytes) {
        tell(() -> listener.downloaded(model, bytes));
    }

    void notFetched(String model) {
        tell(() -> listener.repositoryFailed(model));
    }

    /** What took the place of the content that is being replaced could not let the old one go. */
    void notReleased(VersionId id, Cause error) {
        LOG.log(Level.WARNING, version(id) + " released=false" + reason(error));
    }

    /**
     * A servable that had been given up has been closed after all, or could not be.
     *
     * @param error null if all went well
     */
    void releasedLate(VersionId id, @Nullable Cause error) {
        if (error == null) {
            LOG.log(Level.INFO, version(id) + " released=true late=true");
        } else {
            LOG.log(Level.WARNING, version(id) + " released=false late=true" + reason(error));
        }
    }

    void notStopped(List<VersionId> left) {
        LOG.log(Level.WARNING, "stopped=false left=" + left);
    }

    /** Whatever a listener throws, an error of the machine's included, must not keep the writer from what it is about. */
    void tell(Runnable call) {
        try {
            call.run();
        } catch (Throwable thrown) {
            LOG.log(Level.ERROR, "a lifecycle listener failed", thrown);
        }
    }

    private static String version(VersionId id) {
        return "model=" + id.model() + " version=" + id.number();
    }

    /** On one line, whatever a store or an engine put into its message. */
    private static String reason(Cause error) {
        return " code=" + error.code() + " reason=\""
                + error.message().replace('"', '\'').replaceAll("\\p{Cntrl}+", " ") + '"';
    }
}
