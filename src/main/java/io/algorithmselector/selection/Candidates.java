package io.algorithmselector.selection;

import io.algorithmselector.catalog.Traffic;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import org.jspecify.annotations.Nullable;

/**
 * What there is to choose from, for one model at one moment.
 *
 * @param states the state's name ({@code AVAILABLE}, {@code LOADING}, …) of every version that is known, by number
 * @param available the numbers that may answer now
 * @param labels the versions that the catalogue gives the labels
 * @param answering the versions that answer for the labels now: the label's own once it is available, before that the
 *     one that answered until then; a label for which none answers is missing
 * @param traffic null: the newest available version answers
 */
public record Candidates(
        String model,
        NavigableMap<Long, String> states,
        NavigableSet<Long> available,
        Map<String, Long> labels,
        Map<String, Long> answering,
        @Nullable Traffic traffic) {}
