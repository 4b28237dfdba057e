package io.algorithmselector.stress;

import static org.assertj.core.api.Assertions.assertThat;

import io.algorithmselector.catalog.Catalogue;
import io.algorithmselector.catalog.ModelConfig;
import io.algorithmselector.catalog.VersionPolicy;
import io.algorithmselector.engine.ModelLoader;
import io.algorithmselector.inference.Inference;
import io.algorithmselector.inference.InferenceObserver;
import io.algorithmselector.lifecycle.FakeRepositories;
import io.algorithmselector.lifecycle.LifecycleListener;
import io.algorithmselector.lifecycle.LifecycleSettings;
import io.algorithmselector.lifecycle.LoadTimes;
import io.algorithmselector.lifecycle.Reconciler;
import io.algorithmselector.lifecycle.ServingModel;
import io.algorithmselector.lifecycle.State;
import io.algorithmselector.model.EngineOptions;
import io.algorithmselector.model.VersionId;
import io.algorithmselector.selection.VersionSelector;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Three versions, of which two are served. Each round drops one of these, takes the third, moves the label, and puts other
 * content under the number that stays, while threads call without pause: a load, an unload and a swap a round.
 */
final class ReloadScenario {
    static final String MODEL = "m";
    static final String LABEL = "stable";
    static final int VERSIONS = 3;

    /** Kept from being collected; a dozen lines a round would drown all others. */
    private static final Logger LOG = Logger.getLogger("io.algorithmselector.lifecycle");

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final ModelLoader loader;
    private final Contents contents;
    private final FakeRepositories repositories = new FakeRepositories();
    private final AtomicInteger loads = new AtomicInteger();
    private final Rounds rounds = new Rounds(VERSIONS);

    /** Gives what lies in the repository. */
    interface Contents {
        /** @return a word or a directory, another for each variant, all of which answer with the version's number */
        String of(long version, int variant);
    }

    ReloadScenario(ModelLoader loader, Contents contents) {
        this.loader = loader;
        this.contents = contents;
    }

    /** @throws AssertionError if an answer was wrong, or a request failed that must not */
    void run(int count, int threads) throws InterruptedException {
        LifecycleListener counting = new LifecycleListener() {
            @Override
            public void loaded(VersionId id, LoadTimes times) {
                loads.incrementAndGet();
            }
        };
        LOG.setLevel(Level.WARNING);
        try (Reconciler reconciler = Reconciler.start(repositories, loader, counting, LifecycleSettings.DEFAULT)) {
            apply(reconciler, 0);
            Inference inference =
                    new Inference(reconciler, new VersionSelector(), InferenceObserver.NONE, System::nanoTime);
            run(reconciler, new Callers(inference, threads, VERSIONS, rounds), count);
        } finally {
            LOG.setLevel(null);
        }
    }

    private void run(Reconciler reconciler, Callers callers, int count) throws InterruptedException {
        try {
            for (int round = 1; round <= count; round++) {
                long before = callers.answers();
                apply(reconciler, round);
                await("answers in round " + round, () -> callers.answers() > before);
            }
        } finally {
            callers.stop();
        }
        assertThat(callers.faults()).isEmpty();
        assertThat(callers.answers()).isGreaterThan(count);
        assertThat(callers.refusals())
                .as("calls of a version that was not there")
                .isPositive();
        assertThat(loads)
                .as("two at first, then one new and one swapped a round")
                .hasValue(2 + 2 * count);
    }

    private void apply(Reconciler reconciler, int round) {
        long kept = rounds.kept(round);
        long taken = rounds.taken(round);
        NavigableSet<Long> wanted = new TreeSet<>(List.of(kept, taken));
        int loaded = loads.get() + 2;
        repositories.put("/m", kept, contents.of(kept, round % 2));
        repositories.put("/m", taken, contents.of(taken, round % 2));
        rounds.begin(round);
        reconciler.apply(Catalogue.of(List.of(new ModelConfig(
                MODEL,
                "/m",
                new VersionPolicy.Specific(wanted),
                new TreeMap<>(Map.of(LABEL, kept)),
                null,
                EngineOptions.DEFAULT))));
        await("round " + round, () -> loads.get() == loaded && settled(reconciler.model(MODEL), wanted));
        rounds.settle(round);
    }

    private static boolean settled(@Nullable ServingModel model, NavigableSet<Long> wanted) {
        return model != null
                && model.available().equals(wanted)
                && model.versions().values().stream()
                        .allMatch(status -> status.state() == State.AVAILABLE || status.state() == State.END);
    }

    private static void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(end);
            LockSupport.parkNanos(500_000);
        }
    }
}
