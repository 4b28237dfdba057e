package io.algorithmselector.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.algorithmselector.catalog.Transition;
import io.algorithmselector.lifecycle.LoadPolicy.Actual;
import io.algorithmselector.lifecycle.LoadPolicy.Desired;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Follows the policy from states made by chance to the end, while loads and unloads end in an order made by chance. */
final class LoadPolicyPropertyTest {
    private static final List<Standing> STANDINGS = List.copyOf(EnumSet.allOf(Standing.class));

    private static final int MOST_STEPS = 200;

    static Stream<Arguments> seeds() {
        return IntStream.range(0, 400)
                .boxed()
                .flatMap(seed -> Stream.of(Transition.values()).map(transition -> Arguments.of(transition, seed)));
    }

    @ParameterizedTest(name = "{0}, seed {1}")
    @MethodSource("seeds")
    void follow_anyState_endsWithWhatIsWanted(Transition transition, long seed) {
        World world = new World(new Random(seed), transition, false);
        world.follow();
        world.versions.forEach((version, standing) -> assertThat(standing)
                .as("%d of %s", version, world)
                .isEqualTo(world.desired.wants(version) ? Standing.AVAILABLE : world.unwanted(version)));
    }

    @ParameterizedTest(name = "{0}, seed {1}")
    @MethodSource("seeds")
    void follow_loadsFail_endsAndTheLastIsNeverUnloadedForNothing(Transition transition, long seed) {
        World world = new World(new Random(seed), transition, true);
        world.follow();
        assertThat(world.versions.values()).as(world.toString()).noneMatch(World::underWay);
    }

    /** A model whose loads end as chance says. */
    private static final class World {
        private final Random random;
        private final boolean failing;
        private final NavigableMap<Long, Standing> versions = new TreeMap<>();
        private final Map<String, Long> answering = new HashMap<>();
        private final Desired desired;
        private final List<String> story = new ArrayList<>();

        World(Random random, Transition transition, boolean failing) {
            this.random = random;
            this.failing = failing;
            NavigableSet<Long> wanted = new TreeSet<>();
            Map<String, Long> labels = new HashMap<>();
            for (long version = 1; version <= 4; version++) {
                if (random.nextBoolean()) {
                    wanted.add(version);
                    labels.put(random.nextBoolean() ? "stable" : "canary", version);
                }
                // what is wanted is in the repository, or the world would have no end to reach
                Standing standing = STANDINGS.get(random.nextInt(STANDINGS.size()));
                boolean missing = standing == Standing.ENDED && wanted.contains(version);
                versions.put(version, missing ? Standing.LOADABLE : standing);
            }
            desired = new Desired(true, wanted, labels, transition);
            versions.forEach((version, standing) -> {
                if (standing.answers()) {
                    answering.put(random.nextBoolean() ? "stable" : "canary", version);
                }
            });
            story.add(desired + " " + versions + " " + answering);
            moveLabels();
        }

        void follow() {
            for (int step = 0; step < MOST_STEPS; step++) {
                boolean answered = answers();
                Set<String> labels = answeredLabels();
                boolean room = random.nextInt(4) > 0;
                switch (LoadPolicy.next(desired, new Actual(versions, answering, room))) {
                    case Action.Load(long version) -> {
                        if (room) {
                            load(version);
                        }
                    }
                    case Action.Unload(long version) -> unload(version, answered, room);
                    case Action.Nothing() -> {
                        if (!somethingEnds() && room) {
                            return;
                        }
                    }
                }
                moveLabels();
                // only an unload in favour of resources may leave nobody
                if (desired.transition() == Transition.AVAILABILITY_PRESERVING && answered) {
                    assertThat(answers()).as("something answers: " + this).isTrue();
                    assertThat(answeredLabels())
                            .as("and for each label: " + this)
                            .containsAll(labels);
                }
            }
            throw new AssertionError("no end: " + this);
        }

        private void load(long version) {
            Standing before = standing(version);
            assertThat(desired.wants(version)).as(toString()).isTrue();
            assertThat(before).as(toString()).isIn(Standing.LOADABLE, Standing.OUTDATED);
            if (desired.sparing()) {
                assertThat(before).as("not beside itself: " + this).isEqualTo(Standing.LOADABLE);
                assertThat(versions.values())
                        .as("not before it has gone: " + this)
                        .doesNotContain(Standing.UNLOADING);
            }
            versions.put(version, before == Standing.LOADABLE ? Standing.LOADING : Standing.RELOADING);
            story.add("load " + version);
        }

        private void unload(long version, boolean answered, boolean room) {
            assertThat(standing(version)).as(toString()).isIn(Standing.AVAILABLE, Standing.OUTDATED);
            boolean outdated = desired.wants(version);
            assertThat(outdated && !desired.sparing())
                    .as("what is wanted stays: " + this)
                    .isFalse();
            if (outdated) {
                assertThat(versions.values()).as("one after the other: " + this).noneMatch(World::underWay);
            }
            versions.put(version, Standing.UNLOADING);
            story.add("unload " + version);
            if (answered && !answers()) {
                boolean comes = versions.entrySet().stream()
                        .anyMatch(other -> desired.wants(other.getKey())
                                && ((room && other.getValue() == Standing.LOADABLE)
                                        || other.getValue() == Standing.LOADING));
                assertThat((room && outdated) || comes)
                        .as("the last goes for another only: " + this)
                        .isTrue();
            }
        }

        /** One of the things under way comes to its end. */
        private boolean somethingEnds() {
            List<Long> underWay = versions.keySet().stream()
                    .filter(version -> underWay(standing(version)))
                    .toList();
            if (underWay.isEmpty()) {
                return false;
            }
            long version = underWay.get(random.nextInt(underWay.size()));
            Standing before = standing(version);
            boolean fails = failing && random.nextInt(3) == 0;
            versions.put(version, after(before, desired.wants(version), fails));
            story.add(version + " " + before + " ends as " + standing(version));
            return true;
        }

        private static Standing after(Standing before, boolean wanted, boolean fails) {
            return switch (before) {
                case UNLOADING -> wanted ? Standing.LOADABLE : Standing.ENDED;
                case LOADING -> !wanted || fails ? Standing.ENDED : Standing.AVAILABLE;
                // a reload that fails, or that nobody wants any more, leaves what there was
                case RELOADING -> Standing.AVAILABLE;
                case LOADABLE, AVAILABLE, OUTDATED, ENDED -> throw new AssertionError(before);
            };
        }

        private static boolean underWay(Standing standing) {
            return standing == Standing.UNLOADING || standing == Standing.LOADING || standing == Standing.RELOADING;
        }

        private void moveLabels() {
            desired.labels().forEach((label, version) -> {
                if (standing(version).answers()) {
                    answering.put(label, version);
                }
            });
            answering.values().removeIf(version -> !standing(version).answers());
        }

        private Set<String> answeredLabels() {
            Set<String> labels = new TreeSet<>(desired.labels().keySet());
            labels.retainAll(answering.keySet());
            return labels;
        }

        private boolean answers() {
            return versions.values().stream().anyMatch(Standing::answers);
        }

        private Standing standing(long version) {
            return versions.getOrDefault(version, Standing.ENDED);
        }

        /** How a version that is not wanted may end: gone, or the last one that answers. */
        Standing unwanted(long version) {
            Standing standing = standing(version);
            boolean last = standing.answers()
                    && desired.wanted().isEmpty()
                    && versions.tailMap(version, false).values().stream().noneMatch(Standing::answers);
            return last || standing == Standing.LOADABLE ? standing : Standing.ENDED;
        }

        @Override
        public String toString() {
            return String.join("; ", story) + " => " + versions + " " + answering;
        }
    }
}
