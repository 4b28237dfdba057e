package io.algorithmselector.lifecycle;

import static io.algorithmselector.lifecycle.LifecycleFixture.model;
import static io.algorithmselector.lifecycle.LifecycleFixture.renewed;
import static io.algorithmselector.lifecycle.LifecycleFixture.wants;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.algorithmselector.catalog.Catalogue;
import io.algorithmselector.catalog.ModelConfig;
import io.algorithmselector.catalog.Renewal;
import io.algorithmselector.catalog.Transition;
import io.algorithmselector.catalog.VersionPolicy;
import io.algorithmselector.repository.RepositoryException.Kind;
import io.algorithmselector.repository.UploadRule;
import io.algorithmselector.testing.CapturedLog;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** New versions are found without anybody saying so. */
final class PollingTest {
    private static final Duration INTERVAL = Duration.ofSeconds(30);
    private static final ModelConfig LATEST = model("m", VersionPolicy.DEFAULT, Map.of(), null);

    private final LifecycleFixture at = new LifecycleFixture(new Polling(INTERVAL, Duration.ZERO, 0));

    private static ModelConfig every(Duration interval) {
        return renewed(
                VersionPolicy.DEFAULT, Map.of(), new Renewal(interval, null, Transition.AVAILABILITY_PRESERVING));
    }

    @Test
    void poll_newVersion_isFoundAndServed() {
        at.repositories.put("/m", 1, "a");
        at.apply(LATEST);
        at.repositories.put("/m", 2, "b");
        at.threads.advance(INTERVAL.minusMillis(1));
        assertThat(at.statuses()).isEqualTo("1=AVAILABLE");
        at.threads.advance(Duration.ofMillis(1));
        assertThat(at.statuses()).isEqualTo("1=END 2=AVAILABLE");
    }

    @Test
    void poll_otherContentUnderTheSameNumber_oldAnswersUntilTheNewIsReady() {
        at.repositories.put("/m", 1, "a");
        at.apply(LATEST);
        at.repositories.put("/m", 1, "b");
        at.newEvents();
        at.threads.advance(INTERVAL);
        assertThat(at.newEvents()).as("never out of AVAILABLE").containsExactly("1 loaded");
        assertThat(at.loader.servables()).hasSize(2);
        assertThat(at.loader.servables().getFirst().closed()).isTrue();
    }

    /** Each that waits keeps what it is about in memory. */
    @Test
    void timers_manyChanges_noneIsKeptThatHasNothingToDo() {
        at.repositories.put("/m", 1, "a");
        for (int cycle = 0; cycle < 10; cycle++) {
            at.apply(LATEST);
            assertThat(at.statuses()).isEqualTo("1=AVAILABLE");
            assertThat(at.threads.waitingTimers()).as("the next listing").isEqualTo(1);
            at.apply();
            assertThat(at.threads.waitingTimers()).as("to be forgotten").isEqualTo(1);
        }
    }

    @Test
    void timers_versionThatFailedIsGone_noneIsKept() {
        at.repositories.put("/m", 1, "a").failFetch(Kind.LOCAL);
        at.apply(LATEST);
        at.threads.advance(Duration.ofMinutes(70));
        assertThat(at.threads.waitingTimers())
                .as("the next listing, and the next attempt in an hour")
                .isEqualTo(2);
        at.apply();
        at.threads.advance(LifecycleFixture.FORGET);
        assertThat(at.threads.waitingTimers()).isZero();
    }

    @Test
    void poll_oncePerIntervalAndModel() {
        at.repositories.put("/m", 1, "a").put("/n", 1, "a");
        at.apply(LATEST, model("n", VersionPolicy.DEFAULT, Map.of(), null));
        assertThat(at.repositories.listings()).isEqualTo(2);
        at.threads.advance(INTERVAL.multipliedBy(10));
        assertThat(at.repositories.listings()).isEqualTo(2 + 2 * 10);
        assertThat(at.polls).containsOnly(Map.entry("m", 11), Map.entry("n", 11));
        assertThat(at.failures).isEmpty();
    }

    @Test
    void poll_nothingChanged_nothingIsLoggedOrLoadedOrTold() {
        at.repositories.put("/m", 1, "a").put("/m", 2, FakeLoader.CORRUPT);
        at.apply(model("m", new VersionPolicy.All(), Map.of(), null));
        at.newEvents();
        try (CapturedLog log = CapturedLog.of("io.algorithmselector.lifecycle")) {
            at.threads.advance(INTERVAL.multipliedBy(20));
            assertThat(log.lines()).isEmpty();
        }
        assertThat(at.newEvents()).isEmpty();
        assertThat(at.loader.loads()).hasSize(2);
        assertThat(at.repositories.fetches()).isEqualTo(2);
    }

    @Test
    void poll_modelsOwnInterval_goesBeforeTheSetting() {
        at.repositories.put("/m", 1, "a");
        at.apply(every(Duration.ofSeconds(5)));
        at.threads.advance(Duration.ofSeconds(20));
        assertThat(at.repositories.listings()).isEqualTo(1 + 4);
    }

    @Test
    void poll_intervalChanges_holdsFromTheListingThatFollows() {
        at.repositories.put("/m", 1, "a");
        at.apply(every(Duration.ofHours(1)));
        at.apply(every(Duration.ofSeconds(5)));
        assertThat(at.repositories.listings()).isEqualTo(2);
        at.threads.advance(Duration.ofSeconds(10));
        assertThat(at.repositories.listings()).isEqualTo(4);
        at.apply(every(Duration.ZERO));
        at.threads.advance(Duration.ofHours(2));
        assertThat(at.repositories.listings()).isEqualTo(5);
    }

    @Test
    void poll_off_neverAgainOnceListed() {
        LifecycleFixture off = new LifecycleFixture();
        off.repositories.failListing(Kind.NETWORK);
        off.apply(LATEST);
        off.repositories.put("/m", 1, "a").failListing(null);
        off.threads.advance(Duration.ofSeconds(1));
        assertThat(off.statuses()).as("tried until it succeeds").isEqualTo("1=AVAILABLE");
        off.repositories.put("/m", 2, "b");
        off.threads.advance(Duration.ofDays(2));
        assertThat(off.repositories.listings()).isEqualTo(2);
    }

    @Test
    void poll_offForOneModelOnly_othersAreLookedInto() {
        at.repositories.put("/m", 1, "a").put("/n", 1, "a");
        at.apply(every(Duration.ZERO), model("n", VersionPolicy.DEFAULT, Map.of(), null));
        at.threads.advance(INTERVAL.multipliedBy(3));
        assertThat(at.polls).containsOnly(Map.entry("m", 1), Map.entry("n", 4));
    }

    @Test
    void poll_fails_servesOnWithGrowingPausesAndIsToldOnce() {
        at.repositories.put("/m", 1, "a");
        at.apply(LATEST);
        at.repositories.failListing(Kind.NETWORK);
        at.newEvents();
        try (CapturedLog log = CapturedLog.of("io.algorithmselector.lifecycle")) {
            at.threads.advance(INTERVAL.plusSeconds(1 + 2 + 4 + 8 + 16 + 32 + 60 + 60));
            assertThat(at.repositories.listings())
                    .as("at 30, 31, 33, 37, 45, 61, 93, 153, 213 s")
                    .isEqualTo(1 + 9);
            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .startsWith("WARN model=m")
                    .contains("listed=false", "code=UNAVAILABLE", "again_ms=1000");
            at.repositories.failListing(Kind.ACCESS);
            at.threads.advance(Duration.ofMinutes(5));
            assertThat(log.lines()).as("another reason").hasSize(2);
            at.repositories.failListing(null);
            at.threads.advance(Duration.ofMinutes(5));
            assertThat(log.lines()).hasSize(3).last().asString().isEqualTo("INFO model=m listed=true");
        }
        assertThat(at.newEvents()).isEmpty();
        assertThat(at.statuses()).isEqualTo("1=AVAILABLE");
        assertThat(at.failures.get("m")).isEqualTo(9 + 5);
        int before = at.repositories.listings();
        at.threads.advance(INTERVAL.multipliedBy(4));
        assertThat(at.repositories.listings()).as("by the interval again").isEqualTo(before + 4);
    }

    @Test
    void poll_requestListsInBetween_intervalBeginsAnew() {
        at.repositories.put("/m", 1, "a");
        at.apply(LATEST);
        at.threads.advance(Duration.ofSeconds(20));
        at.apply(LATEST);
        at.threads.advance(Duration.ofSeconds(20));
        assertThat(at.repositories.listings()).isEqualTo(2);
        at.threads.advance(Duration.ofSeconds(10));
        assertThat(at.repositories.listings()).isEqualTo(3);
    }

    @Test
    void poll_modelLeavesOrServerStops_ends() {
        at.repositories.put("/m", 1, "a").put("/n", 1, "a");
        at.apply(LATEST, model("n", VersionPolicy.DEFAULT, Map.of(), null));
        at.apply(model("n", VersionPolicy.DEFAULT, Map.of(), null));
        at.threads.advance(Duration.ofHours(1));
        assertThat(at.polls).as("m is forgotten").containsOnlyKeys("n");
        int before = at.repositories.listings();
        var _ = at.reconciler.stop();
        at.threads.advance(Duration.ofHours(1));
        assertThat(at.repositories.listings()).isEqualTo(before);
    }

    @Test
    void poll_slowListing_neverASecondBesideIt() {
        at.repositories.put("/m", 1, "a");
        at.reconciler.apply(Catalogue.of(List.of(LATEST)));
        at.threads.write();
        at.threads.runList();
        at.threads.write();
        at.threads.settle();
        at.apply(LATEST);
        assertThat(at.repositories.listings()).isEqualTo(2);
        at.threads.advance(INTERVAL);
        assertThat(at.repositories.listings())
                .as("of two intervals that began, one holds")
                .isEqualTo(3);
    }

    @Test
    void load_failsAgainAndAgain_sameReasonIsLoggedOnce() {
        at.repositories.put("/m", 1, "a").put("/m", 2, "b");
        at.apply(wants(1L));
        at.repositories.failFetch(Kind.NETWORK);
        try (CapturedLog log = CapturedLog.of("io.algorithmselector.lifecycle")) {
            at.apply(wants(1L, 2L));
            at.threads.advance(Duration.ofMinutes(10));
            assertThat(log.lines().stream().filter(line -> line.startsWith("WARN")))
                    .singleElement()
                    .asString()
                    .contains("model=m version=2 state=END code=UNAVAILABLE");
        }
        assertThat(at.statuses()).isEqualTo("1=AVAILABLE 2=END UNAVAILABLE");
        assertThat(at.failures.get("m")).isEqualTo(at.repositories.fetches() - 1);
    }

    @ParameterizedTest
    @CsvSource({
        // interval, settle time of the settings, interval of the model, settle time that holds
        "30s, , , 10s",
        "5s, , , 5s",
        "0s, , , 10s",
        "30s, , 3s, 3s",
        "5s, , 60s, 10s",
        "5s, , 0s, 10s",
        "30s, 0s, , 0s",
        "30s, 60s, 1s, 60s"
    })
    void rule_settleTime_isTheSmallerOfTenSecondsAndTheInterval(
            String interval, String settleTime, String own, String expected) {
        Polling polling = new Polling(seconds(interval), settleTime == null ? null : seconds(settleTime), 0);
        ModelConfig model = own == null ? LATEST : every(seconds(own));
        assertThat(polling.rule(model)).isEqualTo(new UploadRule(null, seconds(expected)));
    }

    @Test
    void rule_marker_isTheModels() {
        at.repositories.put("/m", 1, "a");
        at.apply(renewed(
                VersionPolicy.DEFAULT, Map.of(), new Renewal(null, "_SUCCESS", Transition.AVAILABILITY_PRESERVING)));
        assertThat(at.repositories.rules()).containsExactly(new UploadRule("_SUCCESS", Duration.ZERO));
    }

    @Test
    void pause_jitter_staysInItsShareAndIsTheIntervalOnTheAverage() {
        Polling jittered = new Polling(INTERVAL, null, 0.1);
        double sum = 0;
        for (int draw = 0; draw < 10_000; draw++) {
            Duration pause = jittered.pause(INTERVAL);
            assertThat(pause).isBetween(Duration.ofSeconds(27), Duration.ofSeconds(33));
            sum += pause.toMillis();
        }
        assertThat(sum / 10_000).isBetween(29_800.0, 30_200.0);
    }

    @Test
    void polling_outOfRange_isRefused() {
        assertThatThrownBy(() -> new Polling(Duration.ofMillis(99), null, 0)).hasMessageContaining("PT0.099S");
        assertThatThrownBy(() -> new Polling(INTERVAL, Duration.ofMillis(-1), 0))
                .hasMessageContaining("settleTime");
        assertThatThrownBy(() -> new Polling(INTERVAL, null, 1)).hasMessageContaining("jitter");
    }

    private static Duration seconds(String text) {
        return Duration.ofSeconds(Long.parseLong(text.replace("s", "")));
    }
}
