package io.algorithmselector.repository;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class SettlingVersionsTest {
    private static final UploadRule RULE = new UploadRule(null, Duration.ofSeconds(10));

    private final AtomicLong nanoTime = new AtomicLong(Long.MAX_VALUE - 5);
    private final SettlingVersions versions = new SettlingVersions(nanoTime::get);

    @Test
    void after_datedInTheFuture_settlesByBeingSeen() {
        assertThat(listed("a", 10)).isEqualTo(settling(10));
        pass(4);
        assertThat(listed("a", 10)).isEqualTo(settling(6));
        pass(6);
        assertThat(listed("a", 10)).isEqualTo(new Upload.Complete());
        pass(1);
        assertThat(listed("a", 10)).isEqualTo(new Upload.Complete());
    }

    @Test
    void after_changedMeanwhile_startsOver() {
        listed("a", 10);
        pass(9);
        assertThat(listed("b", 10)).isEqualTo(settling(10));
        pass(9);
        assertThat(listed("a", 10)).isEqualTo(settling(10));
    }

    @Test
    void after_theDatesSaySooner_believesThem() {
        listed("a", 10);
        pass(1);
        assertThat(listed("a", 3)).isEqualTo(settling(3));
    }

    @Test
    void after_goneAndBack_startsOver() {
        listed("a", 10);
        pass(9);
        versions.after(versions.beforeListing(), new TreeMap<>(), RULE);
        pass(9);
        assertThat(listed("a", 10)).isEqualTo(settling(10));
    }

    @Test
    void after_aListingThatTookLong_countsFromItsEndToTheNextOnesStart() {
        long began = versions.beforeListing();
        pass(30);
        assertThat(upload(began, "a", settling(10))).isEqualTo(settling(10));
        began = versions.beforeListing();
        pass(30);
        assertThat(upload(began, "a", settling(10))).isEqualTo(settling(10));
        assertThat(listed("a", 10)).isEqualTo(new Upload.Complete());
    }

    @Test
    void after_completeOrIncomplete_staysSo() {
        assertThat(upload(0, "a", new Upload.Complete())).isEqualTo(new Upload.Complete());
        assertThat(upload(0, "a", new Upload.Incomplete("b"))).isEqualTo(new Upload.Incomplete("b"));
    }

    private void pass(long seconds) {
        nanoTime.addAndGet(Duration.ofSeconds(seconds).toNanos());
    }

    private static Upload settling(long seconds) {
        return new Upload.Settling(Duration.ofSeconds(seconds));
    }

    private Upload listed(String revision, long remaining) {
        return upload(versions.beforeListing(), revision, settling(remaining));
    }

    private Upload upload(long began, String revision, Upload byDates) {
        NavigableMap<Long, RepositoryVersion> listed = new TreeMap<>();
        listed.put(7L, new RepositoryVersion(7, revision, 1, byDates));
        RepositoryVersion version =
                Objects.requireNonNull(versions.after(began, listed, RULE).get(7L));
        assertThat(version.revision()).isEqualTo(revision);
        return version.upload();
    }
}
