package io.algorithmselector.selection;

import static io.algorithmselector.selection.SelectionCases.available;
import static io.algorithmselector.selection.SelectionCases.label;
import static io.algorithmselector.selection.SelectionCases.stableCanary;
import static io.algorithmselector.selection.SelectionCases.version;
import static org.assertj.core.api.Assertions.assertThat;

import io.algorithmselector.catalog.Traffic;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** One key, one version: in another process, on another machine, in a later release. */
final class StableSelectionTest {
    /** Computed by a second implementation of the formula in docs/adr/0005, in Python. */
    private static final String TWO_TARGETS = "1111111111112111111212112211112121122122112121211111122211211111";

    private static final String LABELS_AND_A_NUMBER =
            "1111112217717212111112111112111111121717111221711271171711212112";

    private final VersionSelector selector = new VersionSelector();

    @Test
    void select_twoTargets_choosesAsAlways() {
        assertThat(chosen(stableCanary(70, 30), "key-%d")).isEqualTo(TWO_TARGETS);
    }

    @Test
    void select_labelsAndANumber_choosesAsAlways() {
        Traffic traffic = new Traffic(List.of(label("stable", 50), label("canary", 30), version(7, 20)));

        assertThat(chosen(traffic, "sensor-ü-%d-with-a-key-of-more-than-one-stripe"))
                .isEqualTo(LABELS_AND_A_NUMBER);
    }

    @Test
    void select_otherOrderOfTheTargets_choosesTheSame() {
        Traffic reversed = new Traffic(List.of(label("canary", 30), label("stable", 70)));

        assertThat(chosen(reversed, "key-%d")).isEqualTo(TWO_TARGETS);
    }

    @Test
    void select_inAnotherProcess_choosesTheSame() throws Exception {
        String here = ChosenInThisProcess.versions();

        assertThat(here).hasSize(2_001).contains("1", "2", "3");
        assertThat(inAnotherProcess()).isEqualTo(here);
    }

    /** Other defaults than here, so that nothing can hang on them. */
    private static String inAnotherProcess() throws IOException, InterruptedException, URISyntaxException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dfile.encoding=ISO-8859-1",
                        "-Duser.language=tr",
                        "-cp",
                        location(VersionSelector.class) + File.pathSeparator + location(ChosenInThisProcess.class),
                        ChosenInThisProcess.class.getName())
                .redirectErrorStream(true)
                .start();
        try {
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
            assertThat(process.exitValue()).as(output).isZero();
            return output.strip();
        } finally {
            process.destroyForcibly();
        }
    }

    private static Path location(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    private String chosen(Traffic traffic, String pattern) {
        Candidates candidates = available(traffic, 1, 2, 7);
        return IntStream.range(0, 64)
                .mapToObj(pattern::formatted)
                .map(key -> selector.select(candidates, SelectionCases.key(key)).version())
                .map(String::valueOf)
                .collect(Collectors.joining());
    }
}
