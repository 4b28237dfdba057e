package io.algorithmselector.lifecycle;

import static io.algorithmselector.catalog.Transition.AVAILABILITY_PRESERVING;
import static io.algorithmselector.catalog.Transition.RESOURCE_PRESERVING;
import static org.assertj.core.api.Assertions.assertThat;

import io.algorithmselector.catalog.Transition;
import io.algorithmselector.lifecycle.LoadPolicy.Actual;
import io.algorithmselector.lifecycle.LoadPolicy.Desired;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One model a row: versions wanted, how versions stand, what the labels shall be and are, and the action. */
final class LoadPolicyTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # nothing there, nothing wanted
                |                           |               |               | nothing
            # loading: what is wanted, the newest first
            1   | 1=LOADABLE                |               |               | load 1
            1 2 | 1=LOADABLE 2=LOADABLE     |               |               | load 2
            1 2 | 1=LOADABLE 2=LOADING      |               |               | load 1
            1 2 | 1=LOADING 2=LOADING       |               |               | nothing
            1 2 | 1=AVAILABLE 2=AVAILABLE   |               |               | nothing
            1 2 | 1=AVAILABLE 2=ENDED       |               |               | nothing
            2   | 1=LOADABLE 2=AVAILABLE    |               |               | nothing
            1   | 1=UNLOADING               |               |               | nothing
            # other content under the same number
            1   | 1=OUTDATED                |               |               | load 1
            1   | 1=RELOADING               |               |               | nothing
            2   | 1=OUTDATED 2=AVAILABLE    |               |               | unload 1
            2   | 1=RELOADING 2=AVAILABLE   |               |               | nothing
            # the last that answers stays while no wanted one does
            2   | 1=AVAILABLE 2=LOADABLE    |               |               | load 2
            2   | 1=AVAILABLE 2=LOADING     |               |               | nothing
            2   | 1=AVAILABLE 2=ENDED       |               |               | nothing
            2   | 1=AVAILABLE 2=UNLOADING   |               |               | nothing
            2   | 1=AVAILABLE 2=AVAILABLE   |               |               | unload 1
            2   | 1=AVAILABLE 2=OUTDATED    |               |               | unload 1
            2   | 1=AVAILABLE 2=RELOADING   |               |               | unload 1
            1   | 1=AVAILABLE 2=AVAILABLE   |               |               | unload 2
            1   | 1=LOADABLE 2=AVAILABLE    |               |               | load 1
            3   | 1=AVAILABLE 2=AVAILABLE 3=LOADABLE |      |               | unload 1
            3   | 2=AVAILABLE 3=LOADABLE    |               |               | load 3
            3   | 1=AVAILABLE 2=UNLOADING 3=LOADING |       |               | nothing
                | 1=AVAILABLE 2=AVAILABLE   |               |               | unload 1
                | 2=AVAILABLE               |               |               | nothing
            # what answers for a label whose own version does not stays
            2 3 | 1=AVAILABLE 2=LOADING 3=AVAILABLE | stable=2 | stable=1   | nothing
            2 3 | 1=AVAILABLE 2=ENDED 3=AVAILABLE | stable=2   | stable=1   | nothing
            2 3 | 1=AVAILABLE 2=AVAILABLE 3=AVAILABLE | stable=2 | stable=2 | unload 1
            3   | 1=AVAILABLE 3=AVAILABLE   |               | stable=1      | unload 1
            """)
    void next_servedModel_keepsWhatAnswers(
            @Nullable String wanted,
            @Nullable String versions,
            @Nullable String labels,
            @Nullable String answering,
            String action) {
        assertThat(text(next(true, AVAILABILITY_PRESERVING, wanted, versions, labels, answering)))
                .isEqualTo(action);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            1=AVAILABLE               |          | unload 1
            1=AVAILABLE               | stable=1 | unload 1
            1=UNLOADING 2=OUTDATED    |          | unload 2
            1=LOADING 2=LOADABLE      |          | nothing
            1=RELOADING               |          | nothing
            1=ENDED                   |          | nothing
            """)
    void next_modelNotInCatalogue_unloadsAll(String versions, @Nullable String answering, String action) {
        for (Transition transition : Transition.values()) {
            assertThat(text(next(false, transition, null, versions, null, answering)))
                    .isEqualTo(action);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                |                           |               |               | nothing
            1 2 | 1=LOADABLE 2=LOADABLE     |               |               | load 2
            # what is not wanted goes first, if there is something to come in its place
            2   | 1=AVAILABLE 2=LOADABLE    |               |               | unload 1
            2   | 1=UNLOADING 2=LOADABLE    |               |               | nothing
            2   | 1=ENDED 2=LOADABLE        |               |               | load 2
            2   | 1=AVAILABLE 2=ENDED       |               |               | nothing
            2   | 1=AVAILABLE 2=LOADING     |               |               | unload 1
            2   | 1=AVAILABLE 2=AVAILABLE   |               |               | unload 1
            2   | 1=AVAILABLE               |               |               | nothing
                | 2=AVAILABLE               |               |               | nothing
                | 1=AVAILABLE 2=AVAILABLE   |               |               | unload 1
            # what nobody wants any more and still loads takes room too
            2   | 1=LOADING 2=LOADABLE      |               |               | nothing
            2   | 1=RELOADING 2=LOADABLE    |               |               | nothing
            # other content under the same number: one after the other, after all else
            1   | 1=OUTDATED                |               |               | unload 1
            1   | 1=UNLOADING               |               |               | nothing
            1   | 1=LOADABLE                |               |               | load 1
            1   | 1=RELOADING               |               |               | nothing
            1 2 | 1=OUTDATED 2=OUTDATED     |               |               | unload 2
            1 2 | 1=OUTDATED 2=UNLOADING    |               |               | nothing
            1 2 | 1=OUTDATED 2=LOADABLE     |               |               | load 2
            1 2 | 1=OUTDATED 2=LOADING      |               |               | nothing
            1 2 | 1=OUTDATED 2=AVAILABLE    |               |               | unload 1
            2   | 1=OUTDATED 2=OUTDATED     |               |               | unload 1
            2   | 1=OUTDATED 2=ENDED        |               |               | nothing
            # a label does not hold what it leaves, unless its own version cannot come
            2 3 | 1=AVAILABLE 2=LOADABLE 3=AVAILABLE | stable=2 | stable=1  | unload 1
            2 3 | 1=AVAILABLE 2=ENDED 3=AVAILABLE | stable=2   | stable=1   | nothing
            """)
    void next_resourcesFirst_neverHoldsBoth(
            @Nullable String wanted,
            @Nullable String versions,
            @Nullable String labels,
            @Nullable String answering,
            String action) {
        assertThat(text(next(true, RESOURCE_PRESERVING, wanted, versions, labels, answering)))
                .isEqualTo(action);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # while no load can begin nothing goes in favour of what is to be loaded
            2   | 1=AVAILABLE 2=LOADABLE    |               |               | load 2
            1   | 1=OUTDATED                |               |               | nothing
            2 3 | 1=AVAILABLE 2=LOADABLE 3=AVAILABLE | stable=2 | stable=1  | load 2
            # but in favour of what loads or answers already
            2   | 1=AVAILABLE 2=LOADING     |               |               | unload 1
            2   | 1=AVAILABLE 2=AVAILABLE   |               |               | unload 1
            2   | 1=AVAILABLE 2=OUTDATED    |               |               | unload 1
            """)
    void next_resourcesFirstAndNoLoadCanBegin_keepsWhatWouldMakeRoom(
            String wanted, String versions, @Nullable String labels, @Nullable String answering, String action) {
        Desired desired = desired(true, RESOURCE_PRESERVING, wanted, labels);
        assertThat(text(LoadPolicy.next(desired, actual(versions, answering, false))))
                .isEqualTo(action);
    }

    private static Action next(
            boolean served,
            Transition transition,
            @Nullable String wanted,
            @Nullable String versions,
            @Nullable String labels,
            @Nullable String answering) {
        return LoadPolicy.next(desired(served, transition, wanted, labels), actual(versions, answering, true));
    }

    private static Desired desired(
            boolean served, Transition transition, @Nullable String wanted, @Nullable String labels) {
        TreeSet<Long> wantedNumbers = words(wanted).map(Long::valueOf).collect(Collectors.toCollection(TreeSet::new));
        return new Desired(served, wantedNumbers, numbers(labels), transition);
    }

    private static Actual actual(@Nullable String versions, @Nullable String answering, boolean room) {
        TreeMap<Long, Standing> standings = new TreeMap<>();
        words(versions)
                .map(word -> word.split("="))
                .forEach(pair -> standings.put(Long.valueOf(pair[0]), Standing.valueOf(pair[1])));
        return new Actual(standings, numbers(answering), room);
    }

    private static Map<String, Long> numbers(@Nullable String pairs) {
        return words(pairs)
                .map(word -> word.split("="))
                .collect(Collectors.toMap(pair -> pair[0], pair -> Long.valueOf(pair[1])));
    }

    private static Stream<String> words(@Nullable String text) {
        return text == null ? Stream.empty() : Stream.of(text.split(" "));
    }

    private static String text(Action action) {
        return switch (action) {
            case Action.Load(long version) -> "load " + version;
            case Action.Unload(long version) -> "unload " + version;
            case Action.Nothing() -> "nothing";
        };
    }
}
