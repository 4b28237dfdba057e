package io.algorithmselector.selection;

import io.algorithmselector.catalog.Traffic;
import io.algorithmselector.catalog.Traffic.Share;
import io.algorithmselector.catalog.Traffic.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Shorthand for what the tests of this package choose from. */
final class SelectionCases {
    private static final Map<String, Long> LABELS = Map.of("stable", 1L, "canary", 2L, "third", 3L);

    private SelectionCases() {}

    /** Model {@code m} with the labels stable, canary and third on versions 1, 2 and 3, of which these are available. */
    static Candidates available(@Nullable Traffic traffic, long... available) {
        NavigableMap<Long, String> states = new TreeMap<>();
        LABELS.values().forEach(version -> states.put(version, "LOADING"));
        TreeSet<Long> numbers = new TreeSet<>();
        Map<String, Long> answering = new TreeMap<>();
        for (long version : available) {
            numbers.add(version);
            states.put(version, "AVAILABLE");
        }
        LABELS.forEach((label, version) -> {
            if (numbers.contains(version)) {
                answering.put(label, version);
            }
        });
        return new Candidates("m", states, numbers, LABELS, answering, traffic);
    }

    static Traffic stableCanary(int stable, int canary) {
        return new Traffic(List.of(label("stable", stable), label("canary", canary)));
    }

    static Traffic three(int stable, int canary, int third) {
        return new Traffic(List.of(label("stable", stable), label("canary", canary), label("third", third)));
    }

    static Share label(String name, int percent) {
        return new Share(new Target.Label(name), percent);
    }

    static Share version(long number, int percent) {
        return new Share(new Target.Version(number), percent);
    }

    static VersionRequest key(String key) {
        return new VersionRequest(VersionChoice.NONE, VersionChoice.NONE, key);
    }

    static List<String> keys(long seed, int count) {
        List<String> keys = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            keys.add("sensor-" + seed + "-" + i);
        }
        return keys;
    }
}
