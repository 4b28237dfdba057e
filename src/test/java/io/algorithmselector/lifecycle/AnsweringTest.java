package io.algorithmselector.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.algorithmselector.catalog.ModelConfig;
import io.algorithmselector.catalog.Traffic;
import io.algorithmselector.catalog.Traffic.Share;
import io.algorithmselector.catalog.Traffic.Target;
import io.algorithmselector.catalog.VersionPolicy;
import io.algorithmselector.model.EngineOptions;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class AnsweringTest {
    private static final Traffic ALL_TO_1 = traffic(new Share(new Target.Version(1), 100));
    private static final Traffic ALL_TO_2 = traffic(new Share(new Target.Version(2), 100));

    private static Traffic traffic(Share... shares) {
        return new Traffic(List.of(shares));
    }

    private static ModelConfig config(Map<String, Long> labels, @Nullable Traffic traffic) {
        return new ModelConfig(
                "m", "/models/m", VersionPolicy.DEFAULT, new TreeMap<>(labels), traffic, EngineOptions.DEFAULT);
    }

    private static NavigableSet<Long> available(Long... versions) {
        return new TreeSet<>(List.of(versions));
    }

    private static Answering labelled(long version) {
        return Answering.NOTHING.next(config(Map.of("stable", version), null), available(version));
    }

    @Test
    void labels_versionNotAvailableYet_missing() {
        assertThat(Answering.NOTHING
                        .next(config(Map.of("stable", 1L), null), available(2L))
                        .labels())
                .isEmpty();
    }

    @Test
    void labels_moved_oldAnswersUntilNewIsAvailable() {
        ModelConfig moved = config(Map.of("stable", 2L), null);
        Answering before = labelled(1).next(moved, available(1L));
        assertThat(before.labels()).containsExactly(Map.entry("stable", 1L));
        assertThat(before.next(moved, available(1L, 2L)).labels()).containsExactly(Map.entry("stable", 2L));
    }

    @Test
    void labels_movedAndOldGone_missing() {
        assertThat(labelled(1)
                        .next(config(Map.of("stable", 2L), null), available(3L))
                        .labels())
                .isEmpty();
    }

    @Test
    void labels_takenFromTheCatalogue_missing() {
        assertThat(labelled(1).next(config(Map.of(), null), available(1L)).labels())
                .isEmpty();
    }

    @Test
    void traffic_nothingAvailableYet_isTheCatalogues() {
        assertThat(Answering.NOTHING
                        .next(config(Map.of(), ALL_TO_1), available())
                        .traffic())
                .isEqualTo(ALL_TO_1);
    }

    @Test
    void traffic_movedToVersionsThatAreNotAvailable_oldHoldsUntilOneIs() {
        ModelConfig moved = config(Map.of(), ALL_TO_2);
        Answering before = Answering.NOTHING
                .next(config(Map.of(), ALL_TO_1), available(1L))
                .next(moved, available(1L));
        assertThat(before.traffic()).isEqualTo(ALL_TO_1);
        assertThat(before.next(moved, available(1L, 2L)).traffic()).isEqualTo(ALL_TO_2);
    }

    @Test
    void traffic_givenForTheFirstTimeToUnavailable_newestAnswersUntilThen() {
        Answering before = Answering.NOTHING
                .next(config(Map.of(), null), available(1L))
                .next(config(Map.of(), ALL_TO_2), available(1L));
        assertThat(before.traffic()).isNull();
    }

    @Test
    void traffic_onlyTargetOfWeightZeroAvailable_oldHolds() {
        Traffic none = traffic(new Share(new Target.Version(1), 0), new Share(new Target.Version(2), 100));
        Answering before = Answering.NOTHING
                .next(config(Map.of(), ALL_TO_1), available(1L))
                .next(config(Map.of(), none), available(1L));
        assertThat(before.traffic()).isEqualTo(ALL_TO_1);
    }

    @Test
    void traffic_toLabelThatStillAnswersWithTheOldVersion_holdsAtOnce() {
        Traffic stable = traffic(new Share(new Target.Label("stable"), 100));
        Answering before = labelled(1).next(config(Map.of("stable", 2L), stable), available(1L));
        assertThat(before.traffic()).isEqualTo(stable);
    }

    @Test
    void traffic_takenFromTheCatalogue_goesAtOnce() {
        Answering before = Answering.NOTHING
                .next(config(Map.of(), ALL_TO_1), available(1L))
                .next(config(Map.of(), null), available(1L));
        assertThat(before.traffic()).isNull();
    }
}
