package io.algorithmselector.lifecycle;

import io.algorithmselector.catalog.ModelConfig;
import io.algorithmselector.catalog.Traffic;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableSet;
import org.jspecify.annotations.Nullable;

/**
 * What answers for a model's labels and which shares hold: what the catalogue says, as soon as versions that it names are
 * available, and until then what held before. Immutable.
 *
 * @param labels versions by label; a label for which none answers is missing
 * @param traffic null: the newest available version answers
 */
record Answering(Map<String, Long> labels, @Nullable Traffic traffic) {
    static final Answering NOTHING = new Answering(Map.of(), null);

    /** What holds once the catalogue says {@code config} and these versions are available. */
    Answering next(ModelConfig config, NavigableSet<Long> available) {
        Map<String, Long> nextLabels = Collections.unmodifiableMap(nextLabels(config.labels(), available));
        Traffic next = config.traffic();
        boolean holds = answers(next, nextLabels, available) || !answers(traffic, nextLabels, available);
        return new Answering(nextLabels, holds ? next : traffic);
    }

    private Map<String, Long> nextLabels(Map<String, Long> declared, NavigableSet<Long> available) {
        Map<String, Long> next = new HashMap<>();
        declared.forEach((label, version) -> {
            Long before = labels.get(label);
            if (available.contains(version)) {
                next.put(label, version);
            } else if (before != null && available.contains(before)) {
                next.put(label, before);
            }
        });
        return next;
    }

    private static boolean answers(@Nullable Traffic shares, Map<String, Long> labels, NavigableSet<Long> available) {
        return shares == null
                ? !available.isEmpty()
                : shares.shares().stream().anyMatch(share -> answers(share, labels, available));
    }

    private static boolean answers(Traffic.Share share, Map<String, Long> labels, NavigableSet<Long> available) {
        return share.percent() > 0
                && switch (share.target()) {
                    case Traffic.Target.Label(String label) -> labels.containsKey(label);
                    case Traffic.Target.Version(long number) -> available.contains(number);
                };
    }
}
