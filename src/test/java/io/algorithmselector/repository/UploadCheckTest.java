package io.algorithmselector.repository;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

final class UploadCheckTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final Duration TEN_SECONDS = Duration.ofSeconds(10);

    record Row(String files, String missing) {
        static Row complete(String files) {
            return new Row(files, "");
        }
    }

    static Stream<Row> rows() {
        return Stream.of(
                Row.complete(""),
                Row.complete("assets/a"),
                Row.complete("variables/variables.index variables/variables.data-00000-of-00001"),
                Row.complete("variables/variables.index variables/variables.data-00001-of-00002"
                        + " variables/variables.data-00000-of-00002"),
                Row.complete("vocabulary-00000-of-00002 vocabulary-00001-of-00002"),
                // sets of one name in several folders
                Row.complete("a/x-00000-of-00001 b/x-00000-of-00002 b/x-00001-of-00002"),
                new Row(
                        "variables/variables.index variables/variables.data-00001-of-00002",
                        "variables/variables.data-00000-of-00002"),
                new Row(
                        "variables/variables.index variables/variables.data-00000-of-00002",
                        "variables/variables.data-00001-of-00002"),
                new Row(
                        "variables/variables.index variables/variables.data-00000-of-00004"
                                + " variables/variables.data-00001-of-00004 variables/variables.data-00003-of-00004",
                        "variables/variables.data-00002-of-00004"),
                new Row("variables/variables.data-00000-of-00001", "variables/variables.index"),
                new Row("variables/variables.index", "variables/variables.data-*"),
                new Row("variables.data-00000-of-00001 variables/variables.index", "variables.index"),
                new Row("assets/x-00000-of-00002 variables/variables.index", "assets/x-00001-of-00002"),
                // more than five digits have no zeros in front
                new Row("x-100000-of-100001", "x-00000-of-100001"),
                new Row("x-00000-of-2147483647", "x-00001-of-2147483647"));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void upload_filesThere_isIncompleteOnlyIfOneIsMissing(Row row) {
        assertThat(check(UploadRule.NO_WAIT, old("saved_model.pb " + row.files())))
                .isEqualTo(row.missing().isEmpty() ? new Upload.Complete() : new Upload.Incomplete(row.missing()));
    }

    @ParameterizedTest
    @CsvSource({
        "x-00000-of-99999999999",
        "x-00000-of-2147483648",
        "x-99999999999999999999999999-of-00002",
        "x-00000-of-99999999999999999999999999",
        "x-00002-of-00002",
        "x-00000-of-00000",
        "x-0000-of-0002",
        "x-000000-of-000002",
        "x-٠٠٠٠٠-of-٠٠٠٠٢",
        "x-00000-of-00002.tmp",
        "x--0001-of-00002",
        "-00000-of-00002",
        "assets/-00000-of-00002"
    })
    void upload_nameThatTensorFlowDoesNotWrite_isNoShard(String name) {
        assertThat(check(UploadRule.NO_WAIT, old("saved_model.pb " + name))).isEqualTo(new Upload.Complete());
    }

    @Test
    void upload_hugeSetWithOneShard_costsNoMemory() {
        String names = IntStream.range(0, 2_000)
                .mapToObj(number -> "x" + number + "-2147483646-of-2147483647")
                .collect(Collectors.joining(" "));
        assertThat(check(UploadRule.NO_WAIT, old(names))).isEqualTo(new Upload.Incomplete("x0-00000-of-2147483647"));
    }

    @Test
    void upload_setsOfSeveralCounts_theOneWrittenLastMustBeThere() {
        Map<String, Instant> files = old("variables/variables.index variables/variables.data-00000-of-00001");
        files.put("variables/variables.data-00000-of-00002", NOW.minusSeconds(60));
        assertThat(check(UploadRule.NO_WAIT, files))
                .isEqualTo(new Upload.Incomplete("variables/variables.data-00001-of-00002"));
        files.put("variables/variables.data-00001-of-00002", NOW.minusSeconds(50));
        assertThat(check(UploadRule.NO_WAIT, files)).isEqualTo(new Upload.Complete());
        files.put("variables/variables.data-00002-of-00003", NOW.minusSeconds(40));
        files.put("variables/variables.data-00000-of-00001", NOW.minusSeconds(30));
        assertThat(check(UploadRule.NO_WAIT, files)).isEqualTo(new Upload.Complete());
    }

    @Test
    void upload_setsOfSeveralCountsOfTheSameTime_oneIsEnough() {
        assertThat(check(UploadRule.NO_WAIT, old("x-00000-of-00001 x-00000-of-00002")))
                .isEqualTo(new Upload.Complete());
        assertThat(check(UploadRule.NO_WAIT, old("x-00000-of-00002 x-00000-of-00003")))
                .isEqualTo(new Upload.Incomplete("x-00001-of-00002"));
    }

    @ParameterizedTest
    @CsvSource({
        "-10, 0",
        "-9, 1",
        "-1, 9",
        "0, 10",
        // dated in the future: as if changed now, however far
        "1, 10",
        "1000000, 10"
    })
    void upload_newestFile_settlesForTheRestOfTheTime(long changed, long remaining) {
        Map<String, Instant> files = old("saved_model.pb assets/a");
        files.put("assets/b", NOW.plusSeconds(changed));
        assertThat(check(new UploadRule(null, TEN_SECONDS), files))
                .isEqualTo(remaining == 0 ? new Upload.Complete() : new Upload.Settling(Duration.ofSeconds(remaining)));
        assertThat(check(UploadRule.NO_WAIT, files)).isEqualTo(new Upload.Complete());
    }

    @Test
    void upload_timesAtTheEndsOfTime_areNoFailure() {
        Map<String, Instant> files = Map.of("saved_model.pb", Instant.MAX);
        assertThat(check(new UploadRule(null, TEN_SECONDS), files)).isEqualTo(new Upload.Settling(TEN_SECONDS));
        assertThat(check(new UploadRule(null, TEN_SECONDS), Map.of("saved_model.pb", Instant.MIN)))
                .isEqualTo(new Upload.Complete());
    }

    @Test
    void upload_somethingMissing_isIncompleteBeforeItSettles() {
        Map<String, Instant> files = Map.of("saved_model.pb", NOW, "variables/variables.index", NOW);
        assertThat(check(new UploadRule(null, TEN_SECONDS), files))
                .isEqualTo(new Upload.Incomplete("variables/variables.data-*"));
    }

    @Test
    void upload_markerThatIsTheNewestFile_isAllThatIsAsked() {
        UploadRule rule = new UploadRule("done/_SUCCESS", TEN_SECONDS);
        Map<String, Instant> files = new HashMap<>(Map.of("saved_model.pb", NOW, "x-00000-of-00002", NOW));
        assertThat(check(rule, files)).isEqualTo(new Upload.Incomplete("done/_SUCCESS"));
        files.put("_SUCCESS", NOW);
        assertThat(check(rule, files)).isEqualTo(new Upload.Incomplete("done/_SUCCESS"));
        files.put("done/_SUCCESS", NOW);
        assertThat(check(rule, files)).isEqualTo(new Upload.Complete());
    }

    @ParameterizedTest
    @CsvSource({"-1, false", "0, true", "1, true", "3600, true"})
    void upload_markerOfAnEarlierUpload_countsOnlyOnceNoFileIsNewer(long seconds, boolean complete) {
        UploadRule rule = new UploadRule("_SUCCESS", TEN_SECONDS);
        Map<String, Instant> files = old("saved_model.pb variables/variables.index");
        // the second upload has begun: one file is overwritten, the marker is still the first one's
        files.put("variables/variables.data-00000-of-00001", NOW.minusSeconds(7_200));
        files.put("_SUCCESS", NOW.minusSeconds(7_200).plusSeconds(seconds));
        assertThat(check(rule, files))
                .isEqualTo(complete ? new Upload.Complete() : new Upload.Incomplete("a newer _SUCCESS"));
    }

    private static Upload check(UploadRule rule, Map<String, Instant> files) {
        return new UploadCheck(rule, NOW).of(files);
    }

    /** Files that were all changed long ago. */
    private static Map<String, Instant> old(String names) {
        Map<String, Instant> files = new HashMap<>();
        List.of(names.strip().split(" ", -1)).forEach(name -> files.put(name, NOW.minusSeconds(86_400)));
        return files;
    }
}
