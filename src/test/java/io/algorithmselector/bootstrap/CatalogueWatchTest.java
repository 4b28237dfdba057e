package io.algorithmselector.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import io.algorithmselector.catalog.Catalogue;
import io.algorithmselector.catalog.CatalogueException;
import io.algorithmselector.catalog.CatalogueSource;
import io.algorithmselector.catalog.ModelConfig;
import io.algorithmselector.catalog.VersionPolicy;
import io.algorithmselector.lifecycle.Backoff;
import io.algorithmselector.model.EngineOptions;
import io.algorithmselector.testing.CapturedLog;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** On a source whose every look the test decides: an object in S3, unless it says otherwise. */
@Timeout(30)
final class CatalogueWatchTest {
    private static final Backoff RETRY = new Backoff(Duration.ofMillis(1), Duration.ofMillis(4));
    private static final Duration INTERVAL = Duration.ofSeconds(30);
    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final Catalogue ONE = catalogue("one");
    private static final Catalogue TWO = catalogue("two");

    /** What the looks find; the last of all that are left is found for ever. */
    private final Deque<Object> answers = new ArrayDeque<>();

    private final List<Object> contents = new ArrayList<>();
    private final List<Catalogue> applied = new ArrayList<>();
    private final List<String> refused = new ArrayList<>();
    /** Of a clock that has no zero. */
    private long now = Long.MAX_VALUE - SECOND;

    private CatalogueSource.Changes changes = CatalogueSource.Changes.AT_ONCE;

    private final CatalogueSource source = new CatalogueSource() {
        @Override
        public String description() {
            return "s3://b/catalog.yaml";
        }

        @Override
        public Changes changes() {
            return changes;
        }

        @Override
        public byte[] content() throws CatalogueException {
            Object next = answers.remove();
            if (next instanceof CatalogueException exception && exception.retryable()) {
                throw exception;
            }
            if (!contents.contains(next)) {
                contents.add(next);
            }
            return new byte[] {(byte) contents.indexOf(next)};
        }

        @Override
        public Catalogue parse(byte[] content) throws CatalogueException {
            return switch (contents.get(content[0])) {
                case Catalogue catalogue -> catalogue;
                case CatalogueException exception -> throw exception;
                case RuntimeException exception -> throw exception;
                case Error error -> throw error;
                case Object other -> throw new AssertionError(other);
            };
        }
    };

    private static Catalogue catalogue(String model) {
        return Catalogue.of(List.of(new ModelConfig(
                model, "/" + model, VersionPolicy.DEFAULT, new TreeMap<>(), null, EngineOptions.DEFAULT)));
    }

    private CatalogueWatch watch(Duration interval) {
        return new CatalogueWatch(
                source, applied::add, e -> refused.add(e.getMessage()), RETRY, () -> interval, () -> now);
    }

    /** Reads until there is a catalogue, with polling off, and gives what is said to a human. */
    private List<String> read(Object... next) {
        answers.addAll(List.of(next));
        return told(() -> watch(Duration.ZERO).run());
    }

    /** Looks so often, with a second between, and gives what is said to a human but for what is applied. */
    private List<String> look(Object... next) {
        answers.addAll(List.of(next));
        CatalogueWatch watch = watch(INTERVAL);
        return told(() -> {
            while (!answers.isEmpty()) {
                var _ = watch.look();
                now += SECOND;
            }
        });
    }

    private static List<String> told(Runnable action) {
        try (CapturedLog log = CapturedLog.of(CatalogueWatch.class)) {
            action.run();
            return log.lines().stream()
                    .filter(line -> !line.contains(" models="))
                    .toList();
        }
    }

    private static CatalogueException unreachable(String reason) {
        return CatalogueException.unreachable("c", reason, null);
    }

    private static CatalogueException invalid(String reason) {
        return CatalogueException.invalid("c", 0, reason);
    }

    @Test
    void run_catalogueThere_appliesIt() {
        assertThat(read(ONE)).isEmpty();
        assertThat(applied).containsExactly(ONE);
    }

    @Test
    void run_invalidAtFirst_isRefused() {
        assertThat(read(CatalogueException.invalid("c", 3, "wrong"))).isEmpty();
        assertThat(refused).containsExactly("catalogue c, line 3: wrong");
        assertThat(applied).isEmpty();
    }

    @Test
    void run_storeDoesNotAnswer_isTriedUntilItDoesAndAReasonIsToldOnce() {
        List<String> told = read(
                unreachable("no route"),
                unreachable("no route"),
                unreachable("no route"),
                unreachable("throttled"),
                unreachable("throttled"),
                ONE);
        assertThat(told)
                .containsExactly(
                        "WARN catalogue c: no route; trying again", "WARN catalogue c: throttled; trying again");
        assertThat(applied).containsExactly(ONE);
        assertThat(refused).isEmpty();
    }

    @Test
    void run_invalidOnceTheStoreAnswers_isToldAndTriedAgain() {
        assertThat(read(unreachable("no route"), invalid("wrong"), ONE))
                .containsExactly("WARN catalogue c: no route; trying again", "ERROR catalogue c: wrong; trying again");
        assertThat(applied).containsExactly(ONE);
        assertThat(refused).isEmpty();
    }

    @Test
    void run_defect_isToldAndTriedAgain() {
        List<String> told =
                read(new IllegalStateException("expected in the log of this test"), new OutOfMemoryError(), ONE);
        assertThat(told).hasSize(2).allMatch(line -> line.startsWith("ERROR"));
        assertThat(applied).containsExactly(ONE);
    }

    @Test
    void run_interrupted_endsWithoutAWord() {
        Thread.currentThread().interrupt();
        assertThat(read(unreachable("interrupted"))).isEmpty();
        assertThat(applied).isEmpty();
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void run_settings_endsAfterTheFirst() {
        changes = CatalogueSource.Changes.NEVER;
        answers.add(ONE);
        watch(INTERVAL).run();
        assertThat(applied).containsExactly(ONE);
    }

    @Test
    void awaitFirst_noCatalogue_waitsForItsLimitOnly() throws InterruptedException {
        CatalogueWatch watch = watch(INTERVAL);
        watch.awaitFirst(Duration.ofMillis(1));
        answers.add(ONE);
        var _ = watch.look();
        watch.awaitFirst(Duration.ofDays(1));
        assertThat(applied).containsExactly(ONE);
    }

    @Test
    void look_otherContent_isAppliedOnceAndSameContentNever() {
        assertThat(look(ONE, ONE, TWO, TWO, ONE)).isEmpty();
        assertThat(applied).containsExactly(ONE, TWO, ONE);
    }

    @Test
    void look_otherTextOfTheSameCatalogue_isNotApplied() {
        contents.add("another text");
        Catalogue same = catalogue("one");
        assertThat(same).isNotSameAs(ONE).isEqualTo(ONE);
        assertThat(look(ONE, same)).isEmpty();
        assertThat(applied).containsExactly(ONE);
    }

    @Test
    void look_invalidLater_oldStaysAndTheReasonIsToldOnce() {
        CatalogueException wrong = invalid("wrong");
        assertThat(look(ONE, wrong, wrong, wrong, invalid("worse"), TWO))
                .containsExactly(
                        "ERROR catalogue c: wrong; what was in force stays",
                        "ERROR catalogue c: worse; what was in force stays");
        assertThat(applied).containsExactly(ONE, TWO);
        assertThat(refused).isEmpty();
    }

    @Test
    void look_unreachableLater_oldStaysAndItsReturnIsTold() {
        assertThat(look(ONE, unreachable("no route"), unreachable("no route"), ONE, ONE, unreachable("no route")))
                .containsExactly(
                        "WARN catalogue c: no route; what was in force stays",
                        "INFO catalogue=s3://b/catalog.yaml is what is in force again",
                        "WARN catalogue c: no route; what was in force stays");
        assertThat(applied).containsExactly(ONE);
    }

    @Test
    void look_applyingFails_isTriedAgainAndToldOnce() {
        List<String> attempts = new ArrayList<>();
        answers.addAll(List.of(ONE, ONE, ONE));
        CatalogueWatch watch = new CatalogueWatch(
                source,
                catalogue -> {
                    attempts.add("attempt");
                    if (attempts.size() < 3) {
                        throw new IllegalStateException("expected in the log of this test");
                    }
                },
                e -> refused.add(e.getMessage()),
                RETRY,
                () -> INTERVAL,
                () -> now);
        assertThat(told(() -> {
                    while (!answers.isEmpty()) {
                        var _ = watch.look();
                    }
                }))
                .hasSize(1);
        assertThat(attempts).hasSize(3);
    }

    @Test
    void look_pauses_growWithFailuresOfTheStoreAndAreTheIntervalElse() {
        CatalogueWatch watch = watch(INTERVAL);
        CatalogueException invalid = invalid("wrong");
        answers.addAll(List.of(unreachable("a"), unreachable("a"), ONE, ONE, unreachable("a"), unreachable("a")));
        answers.addAll(List.of(unreachable("a"), unreachable("a"), TWO, invalid, invalid));
        List<Duration> pauses = new ArrayList<>();
        while (!answers.isEmpty()) {
            pauses.add(watch.look());
        }
        assertThat(pauses.stream().map(Duration::toMillis))
                .containsExactly(1L, 2L, 30_000L, 30_000L, 1L, 2L, 4L, 4L, 30_000L, 30_000L, 30_000L);
    }

    @Test
    void look_pollingOff_endsOnceThereIsACatalogue() {
        answers.addAll(List.of(unreachable("a"), ONE));
        CatalogueWatch watch = watch(Duration.ZERO);
        assertThat(watch.look()).isPositive();
        assertThat(watch.look()).isZero();
    }

    @Test
    void look_file_isAppliedOnceItHasBeenTheSameForFiveSeconds() {
        changes = CatalogueSource.Changes.BIT_BY_BIT;
        assertThat(look(ONE, TWO, TWO, TWO, TWO, TWO)).isEmpty();
        assertThat(applied).as("seen the same for four").containsExactly(ONE);
        applied.clear();
        assertThat(look(ONE, TWO, TWO, TWO, TWO, ONE, TWO, TWO, TWO, TWO, TWO)).isEmpty();
        assertThat(applied).as("another look between").containsExactly(ONE);
        applied.clear();
        assertThat(look(ONE, TWO, TWO, TWO, TWO, TWO, TWO)).isEmpty();
        assertThat(applied).containsExactly(ONE, TWO);
    }

    @Test
    void look_fileThatIsInvalidForSomeSeconds_isNotWorthAWord() {
        changes = CatalogueSource.Changes.BIT_BY_BIT;
        CatalogueException half = invalid("half");
        assertThat(look(ONE, half, half, half, half, half, TWO, TWO, TWO, TWO, TWO, TWO))
                .isEmpty();
        assertThat(applied).containsExactly(ONE, TWO);
        assertThat(look(ONE, half, half, half, half, half, half, half)).hasSize(1);
    }
}
