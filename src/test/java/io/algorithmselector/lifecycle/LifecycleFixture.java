package io.algorithmselector.lifecycle;

import static java.util.Objects.requireNonNull;

import io.algorithmselector.catalog.Catalogue;
import io.algorithmselector.catalog.ModelConfig;
import io.algorithmselector.catalog.Renewal;
import io.algorithmselector.catalog.Traffic;
import io.algorithmselector.catalog.VersionPolicy;
import io.algorithmselector.model.EngineOptions;
import io.algorithmselector.model.VersionId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A reconciler on fakes of everything around it; model {@code m} lies in {@code /m}. */
final class LifecycleFixture {
    static final Duration DRAIN = Duration.ofSeconds(10);
    static final Duration CANCEL = Duration.ofSeconds(5);
    static final Duration FORGET = Duration.ofMinutes(10);
    static final Backoff RETRY = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(60));
    /** Once listed, never again. */
    static final Polling NEVER = new Polling(Duration.ZERO, Duration.ZERO, 0);

    static final LifecycleSettings SETTINGS = new LifecycleSettings(2, DRAIN, CANCEL, RETRY, NEVER, FORGET);

    final FakeRepositories repositories = new FakeRepositories();
    final FakeLoader loader = new FakeLoader();
    final ManualThreads threads = new ManualThreads();
    /** What the listener heard, such as {@code 1=AVAILABLE}; with an error, {@code 1=END NOT_FOUND}. */
    final List<String> events = new ArrayList<>();

    /** What the listener heard of repositories, by model. */
    final Map<String, Integer> polls = new TreeMap<>();

    final Map<String, Integer> failures = new TreeMap<>();
    final Map<String, Long> downloads = new TreeMap<>();
    final Reconciler reconciler;

    LifecycleFixture() {
        this(NEVER);
    }

    LifecycleFixture(Polling polling) {
        LifecycleSettings settings = new LifecycleSettings(2, DRAIN, CANCEL, RETRY, polling, FORGET);
        reconciler = new Reconciler(repositories, loader, new Recorder(), settings, threads);
    }

    /** The catalogue of the model {@code m} alone, which wants these versions. */
    static ModelConfig wants(Long... versions) {
        return model("m", new VersionPolicy.Specific(new TreeSet<>(List.of(versions))), Map.of(), null);
    }

    static ModelConfig model(String name, VersionPolicy policy, Map<String, Long> labels, @Nullable Traffic traffic) {
        return new ModelConfig(name, "/" + name, policy, new TreeMap<>(labels), traffic, EngineOptions.DEFAULT);
    }

    static ModelConfig renewed(VersionPolicy policy, Map<String, Long> labels, Renewal renewal) {
        return new ModelConfig("m", "/m", policy, new TreeMap<>(labels), null, EngineOptions.DEFAULT, renewal);
    }

    /** Applies the catalogue of these models and runs whatever follows at this moment. */
    void apply(ModelConfig... models) {
        reconciler.apply(Catalogue.of(List.of(models)));
        threads.settle();
    }

    ServingModel m() {
        return requireNonNull(reconciler.model("m"));
    }

    VersionStatus status(long version) {
        return requireNonNull(m().versions().get(version));
    }

    /** Such as {@code 1=AVAILABLE 2=END NOT_FOUND}. */
    String statuses() {
        return String.join(
                " ",
                m().versions().values().stream().map(LifecycleFixture::text).toList());
    }

    ServableHandle acquire(long version) {
        return requireNonNull(m().acquire(version));
    }

    /** Events since the last call. */
    List<String> newEvents() {
        List<String> heard = List.copyOf(events);
        events.clear();
        return heard;
    }

    static String text(VersionStatus status) {
        VersionStatus.Cause error = status.error();
        return status.id().number() + "=" + status.state() + (error == null ? "" : " " + error.code());
    }

    /** Also sees to it that "available" is heard after it is so, and "unloading" before. */
    private final class Recorder implements LifecycleListener {
        @Override
        public void changed(VersionStatus status) {
            ServingModel model = reconciler.model(status.id().model());
            boolean shown =
                    model != null && model.available().contains(status.id().number());
            boolean expected = status.state() == State.AVAILABLE || status.state() == State.UNLOADING;
            events.add(text(status) + (model != null && shown != expected ? " TOO EARLY OR LATE" : ""));
        }

        @Override
        public void loaded(VersionId id, LoadTimes times) {
            events.add(id.number() + " loaded");
        }

        @Override
        public void polled(String model) {
            polls.merge(model, 1, Integer::sum);
        }

        @Override
        public void downloaded(String model, long bytes) {
            downloads.merge(model, bytes, Long::sum);
        }

        @Override
        public void repositoryFailed(String model) {
            failures.merge(model, 1, Integer::sum);
        }

        @Override
        public void modelForgotten(String model) {
            polls.remove(model);
            failures.remove(model);
        }

        @Override
        public void forgotten(VersionId id) {
            events.add(id.number() + " forgotten");
        }
    }
}
