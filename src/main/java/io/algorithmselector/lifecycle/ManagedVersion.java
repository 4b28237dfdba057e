package io.algorithmselector.lifecycle;

import io.algorithmselector.lifecycle.LifecycleThreads.Timer;
import io.algorithmselector.lifecycle.VersionStatus.Cause;
import io.algorithmselector.model.VersionId;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One version as the writer knows it, with the guarded moves from state to state. Writer's thread only. */
final class ManagedVersion {
    private final VersionId id;
    private State state = State.START;
    private @Nullable Cause error;
    private @Nullable Cause obstacle;
    private @Nullable CountedServable servable;
    private @Nullable Content content;
    private @Nullable Source loading;
    private @Nullable Source failed;
    private boolean awaitsListing;
    private int failures;
    private boolean tried;
    /** Until it is forgotten; null unless it has ended and is not wanted. */
    private @Nullable Timer departure;
    /** Until what has failed is tried again. */
    private Timer retry = Timer.NONE;

    ManagedVersion(VersionId id) {
        this.id = id;
    }

    VersionId id() {
        return id;
    }

    State state() {
        return state;
    }

    @Nullable
    CountedServable servable() {
        return servable;
    }

    @Nullable
    Content content() {
        return content;
    }

    /** Failed attempts in a row. */
    int failures() {
        return failures;
    }

    /** Whether it is loaded, be it that it answers or that its calls are drained, or is about to be. */
    boolean inUse() {
        return servable != null || loading != null;
    }

    /** Whether it has become available or has failed at least once: no longer on its first load. */
    boolean tried() {
        return tried;
    }

    VersionStatus status() {
        return new VersionStatus(id, state, obstacle != null ? obstacle : error);
    }

    /** @param source what the repository holds for it; null if nothing, or if that is not known */
    Standing standing(@Nullable Source source) {
        if (state == State.UNLOADING) {
            return Standing.UNLOADING;
        }
        if (loading != null) {
            return servable == null ? Standing.LOADING : Standing.RELOADING;
        }
        boolean due = due(source);
        if (servable == null) {
            return due ? Standing.LOADABLE : Standing.ENDED;
        }
        return due ? Standing.OUTDATED : Standing.AVAILABLE;
    }

    /**
     * Whether nothing is under way for it: neither a load, nor one that follows from what lies in the repository, nor a listing
     * that is asked for at once because the files had changed.
     */
    boolean settled(@Nullable Source source) {
        return switch (standing(source)) {
            case AVAILABLE -> true;
            case ENDED -> !(awaitsListing && failures <= VersionLoads.LISTINGS_AT_ONCE);
            case LOADABLE, LOADING, OUTDATED, RELOADING, UNLOADING -> false;
        };
    }

    private boolean due(@Nullable Source source) {
        return source != null && !holds(source) && !source.equals(failed);
    }

    /** Files that cannot be looked at are no reason to give up what was loaded when they could. */
    private boolean holds(Source source) {
        return content != null
                && (!source.listed().readable() || content.source().equals(source));
    }

    /**
     * It is wanted, and lies in the repository.
     *
     * @param flaw what is to be said of it all the same; null if nothing
     */
    void wanted(Source source, @Nullable Cause flaw) {
        stay();
        obstacle = flaw;
        if (state == State.END && due(source)) {
            move(State.START);
            error = failures > 0 ? error : null;
        }
    }

    /** It is wanted, and does not lie in the repository. What is loaded for it goes on answering. */
    void absent(Cause cause) {
        stay();
        tried = true;
        obstacle = cause;
        if (state == State.START) {
            move(State.END);
        }
    }

    /**
     * It is wanted, and what lies in the repository is not known or not for it.
     *
     * @param cause why; null if there is nothing to say
     */
    void unlisted(@Nullable Cause cause) {
        stay();
        obstacle = cause;
    }

    /** It is wanted, and the repository is being looked into: what was said of it holds until then. */
    void awaitingLook() {
        stay();
    }

    private void stay() {
        if (departure != null) {
            departure.cancel();
            departure = null;
        }
    }

    /**
     * It is not wanted.
     *
     * @return whether it can be forgotten, and nobody has seen to that by {@link #leaveBy}
     */
    boolean unwanted() {
        obstacle = null; // it was said of one that is wanted
        if (state == State.START) {
            move(State.END);
        }
        return state == State.END && departure == null;
    }

    /** @param forgotten ends in its being forgotten, unless it is wanted by then */
    void leaveBy(Timer forgotten) {
        departure = forgotten;
    }

    void startLoad(Source source) {
        retry.cancel();
        loading = source;
        if (servable == null) {
            move(State.LOADING);
        }
    }

    /** @return what it takes the place of: to be drained */
    @Nullable
    CountedServable loaded(CountedServable next, Content nextContent) {
        @Nullable CountedServable before = servable;
        servable = next;
        unchanged(nextContent);
        if (before == null) {
            move(State.AVAILABLE);
        }
        return before;
    }

    void unchanged(Content sameContent) {
        content = sameContent;
        loading = null;
        failed = null;
        failures = 0;
        tried = true;
        error = null;
    }

    void failed(Cause cause) {
        failed = loading;
        loading = null;
        failures++;
        tried = true;
        error = cause;
        if (servable == null) {
            move(State.END);
        }
    }

    /** Whether an attempt to load it runs. */
    boolean loads() {
        return loading != null;
    }

    /**
     * The attempt that runs comes to nothing, through no fault of the version.
     *
     * @param cause null if it is no longer wanted
     */
    void dropped(@Nullable Cause cause) {
        loading = null;
        if (state == State.LOADING) {
            error = cause;
            move(State.END);
        }
    }

    /** @param again ends in the source that failed being tried again, unless another attempt begins before */
    void retryBy(Timer again) {
        retry = again;
    }

    /** Nothing more happens to it. */
    void forgotten() {
        retry.cancel();
    }

    /** The source that failed may be tried again. */
    void mayRetry() {
        failed = null;
        awaitsListing = false;
    }

    /** The source that failed may be tried again once the repository has been listed. */
    void awaitListing() {
        awaitsListing = true;
    }

    boolean awaitsListing() {
        return awaitsListing;
    }

    /** @return what is to be drained */
    CountedServable unloading() {
        move(State.UNLOADING);
        return Objects.requireNonNull(servable);
    }

    /** @param cause null if all went well */
    void unloaded(@Nullable Cause cause) {
        servable = null;
        content = null;
        error = cause;
        move(State.END);
    }

    private void move(State next) {
        boolean allowed = switch (state) {
            case START -> next == State.LOADING || next == State.END;
            case LOADING -> next == State.AVAILABLE || next == State.END;
            case AVAILABLE -> next == State.UNLOADING;
            case UNLOADING -> next == State.END;
            case END -> next == State.START;
        };
        if (!allowed) {
            throw new IllegalStateException(id + " cannot go from " + state + " to " + next);
        }
        state = next;
    }
}
