package io.algorithmselector.selection;

import java.util.List;
import java.util.stream.Collectors;

/** A program that prints what it chooses for 1,000 keys: to be compared with what another process chooses. */
final class ChosenInThisProcess {
    private static final List<Candidates> CASES = List.of(
            SelectionCases.available(SelectionCases.three(50, 30, 20), 1, 2, 3),
            SelectionCases.available(SelectionCases.three(50, 30, 20), 2, 3));

    private ChosenInThisProcess() {}

    public static void main(String[] arguments) {
        System.out.println(versions());
    }

    static String versions() {
        VersionSelector selector = new VersionSelector();
        return CASES.stream()
                .map(candidates -> SelectionCases.keys(1, 1_000).stream()
                        .map(key -> selector.select(candidates, SelectionCases.key("Größe " + key)))
                        .map(selected -> Long.toString(selected.version()))
                        .collect(Collectors.joining()))
                .collect(Collectors.joining(" "));
    }
}
