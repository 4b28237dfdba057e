package io.algorithmselector.lifecycle;

import io.algorithmselector.catalog.ModelConfig;
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
import java.util.function.LongSupplier;
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

    void remove(ManagedVersion version) {
        versions.remove(version.id().number());
    }

    /** Takes over what the catalogue says, and asks for a listing; what is known of another base path's is dropped. */
    void configure(ModelConfig next, Function<String, Lister> listers) {
        Lister current = lister;
        if (current == null || !current.basePath().equals(next.basePath())) {
            stopListing();
            current = listers.apply(next.basePath());
            lister = current;
            listing = null;
            repositoryError = null;
        }
        config = next;
        looked = false;
        current.list();
    }

    /** The model has left the catalogue. */
    void leave() {
        config = null;
        stopListing();
        lister = null;
        listing = null;
        repositoryError = null;
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
        versions.values().stream().filter(ManagedVersion::awaitsListing).forEach(ManagedVersion::mayRetry);
    }

    void notListed(Cause cause) {
        lookedIntoRepository();
        repositoryError = cause;
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

    /** What the repository holds for a version; null if nothing, or if that is not known. */
    @Nullable
    Source source(long number) {
        if (config == null || listing == null) {
            return null;
        }
        RepositoryVersion listed = listing.versions().get(number);
        return listed == null ? null : new Source(config.basePath(), listed, config.engine());
    }

    NavigableSet<Long> wanted() {
        if (config == null) {
            return Collections.emptyNavigableSet();
        }
        return config.wanted(
                listing == null
                        ? Collections.emptyNavigableSet()
                        : listing.versions().navigableKeySet());
    }

    /** Tells the versions what is wanted; adds those that are new. */
    void tellWanted() {
        for (long number : wanted()) {
            ManagedVersion version =
                    versions.computeIfAbsent(number, _ -> new ManagedVersion(new VersionId(name, number)));
            Source source = source(number);
            if (source != null) {
                version.wanted(source);
            } else if (listing == null || !looked) {
                version.unlisted(repositoryError);
            } else {
                version.absent(new Cause(
                        ErrorCode.NOT_FOUND,
                        "there is no version " + number + " in "
                                + listing.repository().basePath()));
            }
        }
    }

    /** An attempt to load a version for which the repository holds something. */
    VersionLoad load(ManagedVersion version, ModelLoader loader, LongSupplier nanoClock) {
        ModelRepository repository = Objects.requireNonNull(listing).repository();
        Source source = Objects.requireNonNull(source(version.id().number()));
        return new VersionLoad(version.id(), repository, source, version.content(), loader, nanoClock);
    }

    LoadPolicy.Desired desired() {
        return new LoadPolicy.Desired(config != null, wanted(), config == null ? Map.of() : config.labels());
    }

    LoadPolicy.Actual actual() {
        NavigableMap<Long, Standing> standings = new TreeMap<>();
        versions.forEach((number, version) -> standings.put(number, version.standing(source(number))));
        return new LoadPolicy.Actual(standings, answering.labels());
    }

    /** Whether whatever is wanted has been tried since the catalogue was applied last. */
    private boolean settled() {
        return looked && wanted().stream().allMatch(number -> known(number).settled(source(number)));
    }

    /** By the readiness rule: something answers, and nothing that is wanted is on its first load. */
    boolean ready() {
        NavigableSet<Long> wanted = wanted();
        return config == null
                || (decided()
                        && !available().isEmpty()
                        && wanted.stream().map(this::known).allMatch(ManagedVersion::tried));
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
     * @return null once it has left the catalogue
     */
    @Nullable
    ModelSnapshot settle() {
        if (config == null) {
            answering = Answering.NOTHING;
            return null;
        }
        NavigableSet<Long> available = available();
        answering = answering.next(config, available);
        return ModelSnapshot.of(config, versions.values(), wanted(), settled(), available, answering, repositoryError);
    }
}
