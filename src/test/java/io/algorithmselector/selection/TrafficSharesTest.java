package io.algorithmselector.selection;

import static io.algorithmselector.selection.SelectionCases.available;
import static io.algorithmselector.selection.SelectionCases.key;
import static io.algorithmselector.selection.SelectionCases.keys;
import static io.algorithmselector.selection.SelectionCases.stableCanary;
import static io.algorithmselector.selection.SelectionCases.three;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What weights promise, over many requests. Seeded, so that a failure is a failure again. */
final class TrafficSharesTest {
    private static final int REQUESTS = 10_000;
    private static final double SIGMAS = 4.5;

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void byChance_seventyToThirty_isMet(long seed) {
        assertShare(count(byChance(seed, available(stableCanary(70, 30), 1, 2)), 1), REQUESTS, 0.7);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void byKey_seventyToThirty_isMet(long seed) {
        assertShare(count(byKey(seed, available(stableCanary(70, 30), 1, 2)), 1), REQUESTS, 0.7);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void byChanceAndByKey_threeTargets_areMet(long seed) {
        Candidates candidates = available(three(50, 49, 1), 1, 2, 3);
        for (List<Selected> selected : List.of(byChance(seed, candidates), byKey(seed, candidates))) {
            assertShare(count(selected, 1), REQUESTS, 0.5);
            assertShare(count(selected, 2), REQUESTS, 0.49);
            assertShare(count(selected, 3), REQUESTS, 0.01);
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void weightZero_whateverIsAvailable_getsNothing(long seed) {
        Candidates both = available(three(0, 100, 0), 1, 2, 3);
        Candidates withoutOne = available(three(60, 40, 0), 2, 3);
        for (Candidates candidates : List.of(both, withoutOne)) {
            assertThat(count(byChance(seed, candidates), 2)).isEqualTo(REQUESTS);
            assertThat(count(byKey(seed, candidates), 2)).isEqualTo(REQUESTS);
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void byKey_canaryFromThirtyToFifty_movesOnlyThoseTwentyPoints(long seed) {
        List<Selected> before = byKey(seed, available(stableCanary(70, 30), 1, 2));
        List<Selected> after = byKey(seed, available(stableCanary(50, 50), 1, 2));

        assertThat(moved(before, after, 2, 1)).isZero();
        assertShare(moved(before, after, 1, 2), REQUESTS, 0.2);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void byKey_canaryStepByStepToAll_neverMovesAKeyBack(long seed) {
        List<Selected> before = byKey(seed, available(stableCanary(100, 0), 1, 2));
        for (int canary = 5; canary <= 100; canary += 5) {
            List<Selected> after = byKey(seed, available(stableCanary(100 - canary, canary), 1, 2));
            assertThat(moved(before, after, 2, 1)).as("to %d %%", canary).isZero();
            before = after;
        }
        assertThat(count(before, 2)).isEqualTo(REQUESTS);
    }

    /** No function of the key alone could keep to the ten points that the weights differ by: docs/adr/0005. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void byKey_tenPointsAmongThreeTargets_movesLittleMore(long seed) {
        List<Selected> before = byKey(seed, available(three(50, 30, 20), 1, 2, 3));
        List<Selected> after = byKey(seed, available(three(40, 40, 20), 1, 2, 3));

        int stayed = moved(before, after, 1, 1) + moved(before, after, 2, 2) + moved(before, after, 3, 3);
        assertShare(stayed, REQUESTS, 1 / 2.5 + 0.3 + 1 / 5.5);
        assertThat(moved(before, after, 2, 1) + moved(before, after, 2, 3)).isZero();
        assertThat(moved(before, after, 3, 1)).isZero();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void byKey_oneOfThreeNotAvailable_movesOnlyItsKeysInProportion(long seed) {
        List<Selected> before = byKey(seed, available(three(50, 30, 20), 1, 2, 3));
        List<Selected> after = byKey(seed, available(three(50, 30, 20), 2, 3));

        int homeless = count(before, 1);
        assertThat(moved(before, after, 2, 3)).isZero();
        assertThat(moved(before, after, 3, 2)).isZero();
        assertShare(moved(before, after, 1, 2), homeless, 0.6);
        assertShare(moved(before, after, 1, 3), homeless, 0.4);
        for (int i = 0; i < REQUESTS; i++) {
            assertThat(after.get(i).fallback()).isEqualTo(before.get(i).version() == 1 ? "stable" : null);
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void byChance_oneOfThreeNotAvailable_sharesItsPartInProportion(long seed) {
        List<Selected> selected = byChance(seed, available(three(50, 30, 20), 2, 3));

        List<Selected> fallen =
                selected.stream().filter(s -> s.fallback() != null).toList();
        assertShare(fallen.size(), REQUESTS, 0.5);
        assertShare(count(fallen, 2), fallen.size(), 0.6);
        assertShare(count(selected, 2), REQUESTS, 0.6);
    }

    private static List<Selected> byChance(long seed, Candidates candidates) {
        VersionSelector selector = new VersionSelector(new SplittableRandom(seed)::nextLong);
        return IntStream.range(0, REQUESTS)
                .mapToObj(i -> selector.select(candidates, VersionRequest.ANY))
                .toList();
    }

    private static List<Selected> byKey(long seed, Candidates candidates) {
        VersionSelector selector = new VersionSelector();
        return keys(seed, REQUESTS).stream()
                .map(key -> selector.select(candidates, key(key)))
                .toList();
    }

    private static int count(List<Selected> selected, long version) {
        return (int) selected.stream().filter(s -> s.version() == version).count();
    }

    private static int moved(List<Selected> before, List<Selected> after, long from, long to) {
        return (int) IntStream.range(0, before.size())
                .filter(i -> before.get(i).version() == from && after.get(i).version() == to)
                .count();
    }

    private static void assertShare(int count, int total, double share) {
        double sigma = Math.sqrt(total * share * (1 - share));
        assertThat((double) count).isCloseTo(total * share, within(SIGMAS * sigma));
    }
}
