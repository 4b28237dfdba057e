package io.algorithmselector.selection;

import static io.algorithmselector.selection.SelectionCases.available;
import static io.algorithmselector.selection.SelectionCases.label;
import static io.algorithmselector.selection.SelectionCases.stableCanary;
import static io.algorithmselector.selection.SelectionCases.version;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.algorithmselector.catalog.Traffic;
import io.algorithmselector.model.Failure;
import io.algorithmselector.model.ServingException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class VersionSelectorTest {
    private static final VersionChoice NONE = VersionChoice.NONE;

    /** Draws the first target that has a weight. */
    private final VersionSelector selector = new VersionSelector(() -> 0);

    static Stream<Arguments> chosen() {
        Candidates all = available(stableCanary(70, 30), 1, 2, 3);
        Candidates unweighted = available(null, 1, 2, 3);
        return Stream.of(
                row("1: version of the request", all, v(2), NONE, 2, null),
                row("1: label of the request", all, l("canary"), NONE, 2, null),
                row("1: version of the request before version of the header", all, v(2), v(3), 2, null),
                row("1: label of the request before unknown version of the header", all, l("canary"), v(9), 2, null),
                row("1: version of the request before label of the header", all, v(2), l("stable"), 2, null),
                row("1: a version that is in no label and no weight", all, v(3), NONE, 3, null),
                row("2: version of the header before weights", all, NONE, v(3), 3, null),
                row("2: label of the header before weights", all, NONE, l("third"), 3, null),
                row("2: unknown label of the header goes on to the weights", all, NONE, l("blue"), 1, "blue"),
                row("2: unknown label of the header goes on to the newest", unweighted, NONE, l("blue"), 3, "blue"),
                row("3: weights", all, NONE, NONE, 1, null),
                row("3: all weight on one", available(stableCanary(0, 100), 1, 2, 3), NONE, NONE, 2, null),
                row("3: wanted is not available", available(stableCanary(70, 30), 2, 3), NONE, NONE, 2, "stable"),
                row(
                        "3: the label of the header stays what was wanted first",
                        available(stableCanary(70, 30), 2, 3),
                        NONE,
                        l("blue"),
                        2,
                        "blue"),
                row("4: newest", unweighted, NONE, NONE, 3, null),
                row("4: newest available", available(null, 1, 2), NONE, NONE, 2, null));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void chosen(
            String rule,
            Candidates candidates,
            VersionChoice named,
            VersionChoice header,
            long version,
            @Nullable String fallback) {
        assertThat(selector.select(candidates, new VersionRequest(named, header, null)))
                .isEqualTo(new Selected(version, fallback));
    }

    static Stream<Arguments> refused() {
        Candidates some = available(stableCanary(70, 30), 1);
        return Stream.of(
                refusal("1: unknown version", some, v(9), NONE, new Failure.VersionNotFound("m", 9)),
                refusal("1: loading version", some, v(2), NONE, new Failure.VersionNotAvailable("m", 2, "LOADING")),
                refusal("1: unknown label", some, l("blue"), NONE, new Failure.LabelNotFound("m", "blue")),
                refusal(
                        "1: label of nothing",
                        some,
                        l("canary"),
                        NONE,
                        new Failure.LabelNotAvailable("m", "canary", 2)),
                refusal("1: before a header that could", some, v(9), v(1), new Failure.VersionNotFound("m", 9)),
                refusal("2: unknown version", some, NONE, v(9), new Failure.VersionNotFound("m", 9)),
                refusal("2: loading version", some, NONE, v(2), new Failure.VersionNotAvailable("m", 2, "LOADING")),
                refusal(
                        "2: label of nothing",
                        some,
                        NONE,
                        l("canary"),
                        new Failure.LabelNotAvailable("m", "canary", 2)),
                refusal(
                        "3: none of the targets is available, though another version is",
                        available(stableCanary(70, 30), 3),
                        NONE,
                        NONE,
                        new Failure.NothingAvailable("m")),
                refusal(
                        "3: what has weight 0 does not stand in",
                        available(stableCanary(100, 0), 2),
                        NONE,
                        NONE,
                        new Failure.NothingAvailable("m")),
                refusal(
                        "2: unknown label, and nothing after it",
                        available(null),
                        NONE,
                        l("blue"),
                        new Failure.NothingAvailable("m")),
                refusal("4: none", available(null), NONE, NONE, new Failure.NothingAvailable("m")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void refused(String rule, Candidates candidates, VersionChoice named, VersionChoice header, Failure failure) {
        VersionRequest request = new VersionRequest(named, header, null);

        ServingException exception =
                catchThrowableOfType(ServingException.class, () -> selector.select(candidates, request));

        assertThat(exception.failure()).isEqualTo(failure);
    }

    @Test
    void select_labelMovedToALoadingVersion_answersWithTheOldOne() {
        Candidates moved = new Candidates(
                "m",
                new TreeMap<>(Map.of(1L, "AVAILABLE", 2L, "LOADING")),
                new TreeSet<>(List.of(1L)),
                Map.of("stable", 2L),
                Map.of("stable", 1L),
                new Traffic(List.of(label("stable", 100))));

        assertThat(selector.select(moved, VersionRequest.named(l("stable")))).isEqualTo(new Selected(1, null));
        assertThat(selector.select(moved, new VersionRequest(NONE, l("stable"), null)))
                .isEqualTo(new Selected(1, null));
        assertThat(selector.select(moved, VersionRequest.ANY)).isEqualTo(new Selected(1, null));
    }

    /** The two halves of a snapshot may not agree for a moment; what is not available is never chosen. */
    @Test
    void select_labelAnsweredByAVersionThatIsNotAvailable_doesNotChooseIt() {
        Candidates leaving = new Candidates(
                "m",
                new TreeMap<>(Map.of(1L, "UNLOADING", 2L, "AVAILABLE")),
                new TreeSet<>(List.of(2L)),
                Map.of("stable", 1L, "canary", 2L),
                Map.of("stable", 1L, "canary", 2L),
                stableCanary(70, 30));

        assertThat(selector.select(leaving, VersionRequest.ANY)).isEqualTo(new Selected(2, "stable"));
        assertThat(catchThrowableOfType(
                                ServingException.class,
                                () -> selector.select(leaving, VersionRequest.named(l("stable"))))
                        .failure())
                .isEqualTo(new Failure.LabelNotAvailable("m", "stable", 1));
    }

    @Test
    void select_trafficByNumber_fallsBackUnderTheNumbersName() {
        Traffic traffic = new Traffic(List.of(version(1, 50), version(20_240_101, 50)));

        assertThat(selector.select(available(traffic, 1, 20_240_101), VersionRequest.ANY))
                .isEqualTo(new Selected(1, null));
        assertThat(selector.select(available(traffic, 1), SelectionCases.key("sensor-3"))
                        .version())
                .isEqualTo(1);
        assertThat(selector.select(available(traffic, 20_240_101), VersionRequest.ANY))
                .isEqualTo(new Selected(20_240_101, "1"));
    }

    private static VersionChoice v(long number) {
        return new VersionChoice.Version(number);
    }

    private static VersionChoice l(String name) {
        return new VersionChoice.Label(name);
    }

    private static Arguments row(
            String rule,
            Candidates candidates,
            VersionChoice named,
            VersionChoice header,
            long version,
            @Nullable String fallback) {
        return Arguments.of(rule, candidates, named, header, version, fallback);
    }

    private static Arguments refusal(
            String rule, Candidates candidates, VersionChoice named, VersionChoice header, Failure failure) {
        return Arguments.of(rule, candidates, named, header, failure);
    }
}
