package io.algorithmselector.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.algorithmselector.model.EngineOptions;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ModelConfigTest {
    private static final VersionPolicy LATEST = VersionPolicy.DEFAULT;

    @Test
    void wanted_labelsAndTraffic_areWantedWhateverThePolicySays() {
        ModelConfig model = model(
                LATEST,
                Map.of("stable", 1L, "canary", 2L),
                new Traffic(List.of(
                        new Traffic.Share(new Traffic.Target.Label("stable"), 50),
                        new Traffic.Share(new Traffic.Target.Version(7), 50))));

        assertThat(model.wanted(numbers(1, 2, 3, 4))).containsExactly(1L, 2L, 4L, 7L);
    }

    @Test
    void wanted_nothingPresent_isWhatIsNamed() {
        assertThat(model(LATEST, Map.of("stable", 1L), null).wanted(numbers())).containsExactly(1L);
        assertThat(model(LATEST, Map.of(), null).wanted(numbers())).isEmpty();
    }

    @Test
    void wanted_policies_takeTheirVersions() {
        NavigableSet<Long> present = numbers(1, 2, 3);

        assertThat(new VersionPolicy.All().wanted(present)).containsExactly(1L, 2L, 3L);
        assertThat(new VersionPolicy.Latest(2).wanted(present)).containsExactly(2L, 3L);
        assertThat(new VersionPolicy.Latest(9).wanted(present)).containsExactly(1L, 2L, 3L);
        assertThat(new VersionPolicy.Specific(numbers(2, 9)).wanted(present)).containsExactly(2L, 9L);
    }

    @Test
    void wanted_setsInAnotherOrder_areTakenByNumber() {
        NavigableSet<Long> descending = numbers(1, 2, 3).descendingSet();

        assertThat(new VersionPolicy.Specific(descending).versions()).containsExactly(1L, 2L, 3L);
        assertThat(model(new VersionPolicy.All(), Map.of(), null).wanted(descending))
                .containsExactly(1L, 2L, 3L);
        assertThatThrownBy(() -> new VersionPolicy.Specific(numbers(-1, 2).descendingSet()))
                .hasMessage("version -1 is negative");
    }

    @ParameterizedTest
    @ValueSource(strings = {"m", "algorithm-selector", "a.b_c d", "größe", "1", "...", "50%"})
    void requireName_whatAPathCanCarry_isAName(String name) {
        assertThatCode(() -> ModelConfig.requireName(name)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "a/b", "a\\b", "a:predict", "a;b", "a\nb", "a\0"})
    void requireName_whatAPathCannotCarry_isNone(String name) {
        assertThatThrownBy(() -> ModelConfig.requireName(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("model name '" + name + "' is empty,");
    }

    @Test
    void construct_wrongParts_areRefused() {
        Traffic undeclared = new Traffic(List.of(new Traffic.Share(new Traffic.Target.Label("blue"), 100)));

        assertThatThrownBy(() -> model(LATEST, Map.of("1st", 1L), null)).hasMessageStartingWith("label '1st' is not");
        assertThatThrownBy(() -> model(LATEST, Map.of("a", 1L), undeclared))
                .hasMessage("traffic names the label 'blue', which is none of [a]");
        assertThatThrownBy(() -> new ModelConfig("m", " ", LATEST, new TreeMap<>(), null, EngineOptions.DEFAULT))
                .hasMessage("basePath of model m is empty");
    }

    @Test
    void construct_mapChangedLater_keepsWhatItWas() {
        TreeMap<String, Long> labels = new TreeMap<>(Map.of("stable", 1L));
        ModelConfig model = new ModelConfig("m", "/m", LATEST, labels, null, EngineOptions.DEFAULT);

        labels.put("canary", 2L);

        assertThat(model.labels()).containsOnlyKeys("stable");
        assertThatThrownBy(() -> model.labels().put("x", 1L)).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void catalogue_twoOfOneName_isRefused() {
        ModelConfig model = model(LATEST, Map.of(), null);

        assertThatThrownBy(() -> Catalogue.of(List.of(model, model))).hasMessage("two models are named m");
        assertThatThrownBy(() -> new Catalogue(new TreeMap<>(Map.of("n", model))))
                .hasMessage("model m stands under the name n");
    }

    @Test
    void traffic_wrongShares_areRefused() {
        Traffic.Target one = new Traffic.Target.Version(1);

        assertThatThrownBy(() -> new Traffic(List.of(new Traffic.Share(one, 50), new Traffic.Share(one, 50))))
                .hasMessage("traffic names 1 twice");
        assertThatThrownBy(() -> new Traffic(List.of(new Traffic.Share(one, 99))))
                .hasMessage("traffic adds up to 99, not to 100");
        assertThatThrownBy(() -> new Traffic.Share(one, 101)).hasMessage("traffic of 1 is 101, not from 0 to 100");
        assertThatThrownBy(() -> new Traffic.Target.Version(-1)).hasMessage("version -1 is negative");
    }

    private static ModelConfig model(VersionPolicy policy, Map<String, Long> labels, @Nullable Traffic traffic) {
        return new ModelConfig("m", "/m", policy, new TreeMap<>(labels), traffic, EngineOptions.DEFAULT);
    }

    private static NavigableSet<Long> numbers(long... numbers) {
        NavigableSet<Long> set = new TreeSet<>();
        for (long number : numbers) {
            set.add(number);
        }
        return set;
    }
}
