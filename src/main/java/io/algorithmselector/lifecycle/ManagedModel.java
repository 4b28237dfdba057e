package io.algorithmselector.lifecycle;

import io.algorithmselector.catalog.ModelConfig;
import io.algorithmselector.catalog.Transition;
import io.algorithmselector.engine.ModelLoader;
import io.algorithmselector.lifecycle.Lister.Listing;
import io.algorithmselector.lifecycle.VersionStatus.Cause;
import io.algorithmselector.model.ErrorCode;
import io.algorithmselector.model.VersionId;
import io.algorithmselector.repository.ModelRepository;
import io.algorithmselector.repository.RepositoryVersion;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One model as the writer knows it: what the catalogue says, what lies in the repository, its versions. Writer's thread only. */
final class ManagedModel {
    private final String name;
    private final NavigableMap<Long, ManagedVersion> versions = new TreeMap<>();
    private @Nullable ModelConfig config;
    private @Nullable Lister lister;
    private @Nullable Listing listing;
    /** Whether the repository has been looked at since the catalogue was applied last. */
    private boolean looked;

    private @Nullable Cause repositoryError;
    /** Why what is served comes from the cache, as it was listed in an earlier life; null if the repository has been listed. */
    private @Nullable Cause cachedOnly;

    private Answering answering = Answering.NOTHING;

    ManagedModel(String name) {
        this.name = name;
    }

    String name() {
        return name;
    }

    /** Whether it is no longer in the catalogue. */
    boolean left() {
        return config == null;
    }

    Collection<ManagedVersion> versions() {
        return versions.values();
    }

    /** A version that is one of the model's. */
    ManagedVersion known(long number) {
        return Objects.requireNonNull(versions.get(number));
    }

    /** The versions that are known and not wanted. */
    List<ManagedVersion> unwanted() {
        NavigableSet<Long> wanted = wanted();
        return versions.values().stream()
                .filter(version -> !wanted.contains(version.id().number()))
                .toList();
    }

    /** What is drained and somebody waits for to go: the version itself, to be loaded again, or another that is to take its room. */
    List<CountedServable> awaited() {
        boolean room = desired().transition() == Transition.RESOURCE_PRESERVING;
        NavigableSet<Long> wanted = wanted();
        return versions.values().stream()
                .filter(version -> version.state() == State.UNLOADING)
                .filter(version -> room || wanted.contains(version.id().number()))
                .flatMap(version -> Stream.ofNullable(version.servable()))
                .toList();
    }

    void remove(ManagedVersion version) {
        version.forgotten();
        versions.remove(version.id().number());
    }

    /** Takes over what the catalogue says, and asks for a listing; what is known of another base path's is dropped. */
    void configure(ModelConfig next, Function<ModelConfig, Lister> listers) {
        Lister current = lister;
        if (current == null || !current.basePath().equals(next.basePath())) {
            stopListing();
            current = listers.apply(next);
            lister = current;
            forgetListing();
        }
        current.follow(next);
        config = next;
        looked = false;
        current.list();
    }

    /** The model has left the catalogue. */
    void leave() {
        config = null;
        stopListing();
        lister = null;
        forgetListing();
    }

    private void forgetListing() {
        listing = null;
        repositoryError = null;
        cachedOnly = null;
    }

    void stopListing() {
        if (lister != null) {
            lister.stop();
        }
    }

    void listAgain() {
        if (lister != null) {
            lister.list();
        }
    }

    void listed(Listing next) {
        listing = next;
        lookedIntoRepository();
        repositoryError = null;
        cachedOnly = null;
        versions.values().stream().filter(ManagedVersion::awaitsListing).forEach(ManagedVersion::mayRetry);
    }

    /** @param standIn what can be had without the repository, see {@link Lister.Hearer#notListed} */
    void notListed(Cause cause, @Nullable Listing standIn) {
        lookedIntoRepository();
        repositoryError = cause;
        if (standIn != null) {
            listing = standIn;
            cachedOnly = new Cause(
                    cause.code(),
                    "served from the cache, as the repository was when it was listed last: " + cause.message());
        }
    }

    /** Why the repository could not be listed the last time; null if it could, or has not been yet. */
    @Nullable
    Cause repositoryError() {
        return repositoryError;
    }

    /** A listing that began before the catalogue was applied does not count as one: another follows. */
    private void lookedIntoRepository() {
        if (lister != null && !lister.askedAgain()) {
            looked = true;
        }
    }

    /** What has failed may be tried again at once. */
    void retry() {
        versions.values().forEach(ManagedVersion::mayRetry);
    }

    /** Whether the catalogue says that of it. */
    boolean follows(ModelConfig other) {
        return other.equals(config);
    }

    /** Whether it is known what is to be loaded and unloaded. */
    boolean decided() {
        return config == null || (looked && listing != null);
    }

    /** What the repository holds for a version; null if nothing, if it is not whole yet, or if that is not known. */
    @Nullable
    Source source(long number) {
        RepositoryVersion listed = listed(number);
        return config == null || listed == null || !listed.complete()
                ? null
                : new Source(config.basePath(), listed, config.engine());
    }

    private @Nullable RepositoryVersion listed(long number) {
        return listing == null ? null : listing.versions().get(number);
    }

    NavigableSet<Long> wanted() {
        if (config == null) {
            return Collections.emptyNavigableSet();
        }
        return config.wanted(present());
    }

    /**
     * The versions that a policy speaks of. One that is still being uploaded is none of them, unless it is in use with the content
     * of before.
     */
    private NavigableSet<Long> present() {
        NavigableSet<Long> present = new TreeSet<>();
        if (listing != null) {
            listing.versions().forEach((number, listed) -> {
                ManagedVersion version = versions.get(number);
                if (listed.complete() || (version != null && version.inUse())) {
                    present.add(number);
                }
            });
        }
        return present;
    }

    /** Tells the versions what is wanted; adds those that are new. */
    void tellWanted() {
        for (long number : wanted()) {
            ManagedVersion version =
                    versions.computeIfAbsent(number, _ -> new ManagedVersion(new VersionId(name, number)));
            Source source = source(number);
            if (source != null) {
                version.wanted(source, cachedOnly);
            } else if (listing == null) {
                version.unlisted(repositoryError);
            } else if (!looked) {
                version.awaitingLook();
            } else {
                tellAbsent(version, listing);
            }
        }
    }

    private void tellAbsent(ManagedVersion version, Listing listing) {
        long number = version.id().number();
        @Nullable Cause upload = uploadCause(number);
        if (upload != null && version.inUse()) {
            version.unlisted(null); // what is uploaded is no matter of what is loaded
        } else if (upload != null) {
            version.absent(upload);
        } else if (repositoryError != null && cachedOnly != null) {
            version.absent(new Cause(
                    repositoryError.code(),
                    "version " + number + " is not in the cache: " + repositoryError.message()));
        } else {
            version.absent(new Cause(
                    ErrorCode.NOT_FOUND,
                    "there is no version " + number + " in "
                            + listing.repository().basePath()));
        }
    }

    /** Why a version that lies there is not whole; null if it is, or does not lie there. */
    private @Nullable Cause uploadCause(long number) {
        RepositoryVersion listed = listed(number);
        return listed == null || lister == null
                ? null
                : Uploads.cause(listed, lister.rule().settleTime());
    }

    /** Why there is nothing to be loaded, as far as the repository has to do with it. */
    private @Nullable Cause nothingThere() {
        if (repositoryError != null || listing == null || !wanted().isEmpty()) {
            return repositoryError;
        }
        return listing.versions().isEmpty()
                ? null
                : uploadCause(listing.versions().lastKey());
    }

    /** An attempt to load a version for which the repository holds something. */
    VersionLoad load(ManagedVersion version, ModelLoader loader, LongSupplier nanoClock, LongConsumer downloaded) {
        ModelRepository repository = Objects.requireNonNull(listing).repository();
        Source source = Objects.requireNonNull(source(version.id().number()));
        return new VersionLoad(version.id(), repository, source, version.content(), loader, nanoClock, downloaded);
    }

    LoadPolicy.Desired desired() {
        return config == null
                ? new LoadPolicy.Desired(
                        false, Collections.emptyNavigableSet(), Map.of(), Transition.AVAILABILITY_PRESERVING)
                : new LoadPolicy.Desired(
                        true, wanted(), config.labels(), config.renewal().transition());
    }

    /** @param room whether a load could begin now */
    LoadPolicy.Actual actual(boolean room) {
        NavigableMap<Long, Standing> standings = new TreeMap<>();
        versions.forEach((number, version) -> standings.put(number, version.standing(source(number))));
        return new LoadPolicy.Actual(standings, answering.labels(), room);
    }

    /** Whether whatever is wanted has been tried since the catalogue was applied last. */
    private boolean settled() {
        return looked && wanted().stream().allMatch(this::settled);
    }

    private boolean settled(long number) {
        ManagedVersion version = versions.get(number);
        return version != null && version.settled(source(number));
    }

    /** By the readiness rule: something answers, and nothing that is wanted is on its first load. */
    boolean ready() {
        return config == null
                || (decided() && !available().isEmpty() && wanted().stream().allMatch(this::tried));
    }

    /** One that has come to be wanted and was not told so, as nothing is any more once the server stops, is not. */
    private boolean tried(long number) {
        ManagedVersion version = versions.get(number);
        return version != null && version.tried();
    }

    private NavigableSet<Long> available() {
        NavigableSet<Long> available = new TreeSet<>();
        versions.forEach((number, version) -> {
            if (version.state() == State.AVAILABLE) {
                available.add(number);
            }
        });
        return available;
    }

    /**
     * Takes in what has become available, and shows the model as it stands then.
     *
     * @param stopping whether nothing follows any more from what is wanted: so it is never settled
     * @return null once it has left the catalogue
     */
    @Nullable
    ModelSnapshot settle(boolean stopping) {
        if (config == null) {
            answering = Answering.NOTHING;
            return null;
        }
        NavigableSet<Long> available = available();
        answering = answering.next(config, available);
        boolean settled = !stopping && settled();
        return ModelSnapshot.of(config, versions.values(), wanted(), settled, available, answering, nothingThere());
    }
}
