package io.algorithmselector.lifecycle;

import static io.algorithmselector.lifecycle.LifecycleFixture.model;
import static io.algorithmselector.lifecycle.LifecycleFixture.wants;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.algorithmselector.catalog.ModelConfig;
import io.algorithmselector.catalog.Traffic;
import io.algorithmselector.catalog.VersionPolicy;
import io.algorithmselector.repository.Upload;
import io.algorithmselector.testing.CapturedLog;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Versions that are still being uploaded. */
final class UploadTest {
    private static final ModelConfig LATEST = model("m", VersionPolicy.DEFAULT, Map.of(), null);
    private static final ModelConfig ALL = model("m", new VersionPolicy.All(), Map.of(), null);
    private static final Upload INCOMPLETE = new Upload.Incomplete("variables/variables.data-00001-of-00002");

    private final LifecycleFixture at = new LifecycleFixture(new Polling(Duration.ZERO, Duration.ofSeconds(10), 0));

    private static Upload settling(long milliseconds) {
        return new Upload.Settling(Duration.ofMillis(milliseconds));
    }

    private @Nullable String reason(long version) {
        VersionStatus.Cause error = at.status(version).error();
        return error == null ? null : error.message();
    }

    @Test
    void latest_newestIncomplete_isAsGoodAsAbsent() {
        at.repositories.put("/m", 2, "b").put("/m", 3, "c", INCOMPLETE);
        at.apply(LATEST);
        assertThat(at.statuses()).isEqualTo("2=AVAILABLE");
        assertThat(at.m().wanted()).containsExactly(2L);
        assertThat(at.reconciler.ready()).isTrue();
        at.repositories.put("/m", 3, "c");
        at.apply(LATEST);
        assertThat(at.statuses()).isEqualTo("2=END 3=AVAILABLE");
    }

    @Test
    void all_incompleteOne_isAsGoodAsAbsent() {
        at.repositories.put("/m", 1, "a").put("/m", 2, "b", settling(5000)).put("/m", 3, "c", INCOMPLETE);
        at.apply(ALL);
        assertThat(at.statuses()).isEqualTo("1=AVAILABLE");
        assertThat(at.m().settled()).isTrue();
    }

    @Test
    void named_incomplete_saysWhatIsMissing() {
        at.repositories.put("/m", 1, "a").put("/m", 3, "c", INCOMPLETE);
        String missing = "version 3 is still being uploaded: variables/variables.data-00001-of-00002 is missing";
        at.apply(wants(1L, 3L));
        assertThat(at.statuses()).isEqualTo("1=AVAILABLE 3=END UNAVAILABLE");
        assertThat(reason(3)).isEqualTo(missing);
        assertThat(at.reconciler.ready()).as("an upload holds up nobody").isTrue();

        at.apply(model("m", VersionPolicy.DEFAULT, Map.of("canary", 3L), null));
        assertThat(reason(3)).as("by a label").isEqualTo(missing);
        Traffic traffic = new Traffic(List.of(new Traffic.Share(new Traffic.Target.Version(3), 100)));
        at.apply(model("m", VersionPolicy.DEFAULT, Map.of(), traffic));
        assertThat(reason(3)).as("by traffic").isEqualTo(missing);
    }

    @Test
    void named_settling_saysSoAndIsLoadedWhenItsTimeIsOver_pollingIsOff() {
        at.repositories.put("/m", 1, "a").put("/m", 3, "c", settling(4000));
        at.apply(wants(1L, 3L));
        assertThat(reason(3)).isEqualTo("version 3 is still being uploaded: a file changed less than 10 s ago");
        at.repositories.put("/m", 3, "c");
        at.threads.advance(Duration.ofMillis(3999));
        assertThat(at.repositories.listings()).isEqualTo(1);
        at.threads.advance(Duration.ofMillis(1));
        assertThat(at.statuses()).isEqualTo("1=AVAILABLE 3=AVAILABLE");
        at.threads.advance(Duration.ofHours(1));
        assertThat(at.repositories.listings()).isEqualTo(2);
    }

    @Test
    void settling_several_theShortestDecides_andNothingIsToldMeanwhile() {
        at.repositories.put("/m", 1, "a").put("/m", 2, "b", settling(9000)).put("/m", 3, "c", settling(2000));
        at.apply(wants(1L, 2L, 3L));
        at.newEvents();
        at.repositories.put("/m", 2, "b", settling(7000)).put("/m", 3, "c2", settling(10_000));
        try (CapturedLog log = CapturedLog.of("io.algorithmselector.lifecycle")) {
            at.threads.advance(Duration.ofSeconds(2));
            assertThat(at.repositories.listings()).isEqualTo(2);
            at.threads.advance(Duration.ofSeconds(6));
            assertThat(at.repositories.listings()).isEqualTo(2);
            assertThat(log.lines()).isEmpty();
        }
        assertThat(at.newEvents()).isEmpty();
        at.repositories.put("/m", 2, "b");
        at.threads.advance(Duration.ofSeconds(1));
        assertThat(at.statuses()).isEqualTo("1=AVAILABLE 2=AVAILABLE 3=END UNAVAILABLE");
    }

    @Test
    void settling_versionsThatNobodyWantsOnceTheyAreComplete_areNotWaitedFor() {
        at.repositories.put("/m", 1, "a", settling(2000)).put("/m", 2, "b").put("/m", 3, "c", settling(5000));
        at.apply(LATEST);
        at.threads.advance(Duration.ofMillis(4999));
        assertThat(at.repositories.listings())
                .as("1 is older than what is whole")
                .isEqualTo(1);
        at.repositories.put("/m", 3, "c");
        at.threads.advance(Duration.ofMillis(1));
        assertThat(at.statuses()).isEqualTo("2=END 3=AVAILABLE");
        at.threads.advance(Duration.ofHours(1));
        assertThat(at.repositories.listings()).isEqualTo(2);

        at.apply(wants(3L));
        at.repositories.put("/m", 4, "d", settling(2000));
        at.apply(wants(3L));
        at.threads.advance(Duration.ofHours(1));
        assertThat(at.repositories.listings()).as("3 alone is wanted").isEqualTo(4);
    }

    @Test
    void settling_hardlyAnyTimeLeft_isNoBusyLoop() {
        at.repositories.put("/m", 1, "a", new Upload.Settling(Duration.ofNanos(1)));
        at.apply(LATEST);
        at.threads.advance(Duration.ofSeconds(1));
        assertThat(at.repositories.listings()).isEqualTo(1 + 10);
    }

    @Test
    void loaded_uploadedAnewUnderItsNumber_servesOnUnaffectedUntilItIsComplete() {
        at.repositories.put("/m", 1, "a").put("/m", 2, "b");
        at.apply(LATEST);
        at.newEvents();
        at.repositories.put("/m", 2, "half", INCOMPLETE);
        at.apply(LATEST);
        assertThat(at.statuses()).isEqualTo("2=AVAILABLE");
        assertThat(at.m().settled()).isTrue();
        at.repositories.put("/m", 2, "whole", settling(3000));
        at.apply(LATEST);
        assertThat(at.statuses()).isEqualTo("2=AVAILABLE");
        assertThat(at.newEvents()).isEmpty();
        at.repositories.put("/m", 2, "whole");
        at.threads.advance(Duration.ofSeconds(3));
        assertThat(at.newEvents()).containsExactly("2 loaded");
        assertThat(at.loader.loads()).hasSize(2);
    }

    @Test
    void loading_uploadBeginsAnewUnderIt_loadGoesOnOrWaitsForTheUpload() {
        at.repositories.put("/m", 1, "a");
        at.reconciler.apply(io.algorithmselector.catalog.Catalogue.of(List.of(LATEST)));
        at.threads.settleButLoads();
        assertThat(at.statuses()).isEqualTo("1=LOADING");
        at.repositories.put("/m", 1, "half", INCOMPLETE);
        at.threads.settle();
        assertThat(at.loader.loads()).as("what was listed is gone").isEmpty();
        assertThat(at.threads.waitingLoads()).isZero();
        int listings = at.repositories.listings();
        at.threads.advance(Duration.ofHours(1));
        assertThat(at.repositories.listings()).as("no loop").isEqualTo(listings);
        at.repositories.put("/m", 1, "b");
        at.apply(LATEST);
        assertThat(at.statuses()).isEqualTo("1=AVAILABLE");
    }

    @Test
    void onlyIncompleteOnes_modelSaysWhy() {
        at.repositories.put("/m", 1, "a", INCOMPLETE);
        at.apply(LATEST);
        assertThat(at.m().versions()).isEmpty();
        assertThat(requireNonNull(at.m().repositoryError()).message())
                .isEqualTo("version 1 is still being uploaded: variables/variables.data-00001-of-00002 is missing");
        assertThat(at.reconciler.ready()).isFalse();
        at.repositories.put("/m", 1, "a");
        at.apply(LATEST);
        assertThat(at.m().repositoryError()).isNull();
        assertThat(at.reconciler.ready()).isTrue();
    }
}
