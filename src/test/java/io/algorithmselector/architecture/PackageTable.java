package io.algorithmselector.architecture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The package table of {@code docs/architecture.md}: the rows between its heading and the next, each
 * {@code | `package` | holds | `may use`, … | `library.prefix`, … |}.
 */
record PackageTable(Map<String, Row> rows) {
    /** What may use everything says so in this word. */
    private static final String EVERYTHING = "everything";

    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    record Row(List<String> uses, boolean everything, List<String> libraries) {}

    static PackageTable read() throws IOException {
        Map<String, Row> rows = new TreeMap<>();
        boolean inTable = false;
        for (String line : Files.readAllLines(Path.of("docs", "architecture.md"))) {
            if (line.startsWith("## ")) {
                inTable = line.equals("## Packages");
            } else if (inTable && line.startsWith("| `")) {
                String[] cells = line.split("\\|", -1);
                rows.put(
                        codes(cells[1]).getFirst(),
                        new Row(codes(cells[3]), cells[3].contains(EVERYTHING), codes(cells[4])));
            }
        }
        return new PackageTable(rows);
    }

    private static List<String> codes(String cell) {
        return CODE.matcher(cell)
                .results()
                .map((MatchResult result) -> result.group(1))
                .collect(Collectors.toCollection(ArrayList::new));
    }
}
