package io.algorithmselector.repository;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What repositories that date their files do besides, wherever their versions lie. */
public abstract class UploadRuleContract extends ModelRepositoryContract {
    private static final UploadRule HOUR = new UploadRule(null, Duration.ofHours(1));

    @Test
    void list_fileThatHasJustBeenWritten_isSettlingForWhatIsLeftOfTheTime() throws Exception {
        putModel("1");
        assertThat(upload(HOUR))
                .isInstanceOfSatisfying(
                        Upload.Settling.class,
                        settling -> assertThat(settling.remaining())
                                .isBetween(Duration.ofMinutes(50), Duration.ofHours(1)));
    }

    @Test
    void list_noTimeToSettle_isCompleteAtOnce() throws Exception {
        putModel("1");
        assertThat(upload(UploadRule.NO_WAIT)).isEqualTo(new Upload.Complete());
    }

    @Test
    void list_unchangedForTheTimeToSettle_isComplete() throws Exception {
        putModel("1");
        ModelRepository repository = repository();
        UploadRule soon = new UploadRule(null, Duration.ofSeconds(2));
        long first = System.nanoTime();
        assertThat(upload(repository, soon)).isInstanceOf(Upload.Settling.class);
        while (!(upload(repository, soon) instanceof Upload.Complete)) {
            assertThat(Duration.ofNanos(System.nanoTime() - first)).isLessThan(Duration.ofSeconds(30));
            Thread.sleep(100);
        }
    }

    @Test
    void list_shardMissing_isIncompleteByName() throws Exception {
        putModel("1");
        delete("1/variables/variables.data-00000-of-00001");
        assertThat(upload(HOUR)).isEqualTo(new Upload.Incomplete("variables/variables.data-*"));
        put("1/variables/variables.data-00001-of-00002", new byte[1]);
        assertThat(upload(HOUR)).isEqualTo(new Upload.Incomplete("variables/variables.data-00000-of-00002"));
    }

    @Test
    void list_marker_decidesUntilAFileIsWrittenAfterIt() throws Exception {
        UploadRule marker = new UploadRule("_SUCCESS", Duration.ofHours(1));
        putModel("1");
        assertThat(upload(marker)).isEqualTo(new Upload.Incomplete("_SUCCESS"));
        put("1/_SUCCESS", new byte[0]);
        assertThat(upload(marker)).isEqualTo(new Upload.Complete());
        Thread.sleep(1_100); // stores may date by the second
        put("1/variables/variables.index", new byte[] {7});
        assertThat(upload(marker)).isEqualTo(new Upload.Incomplete("a newer _SUCCESS"));
        put("1/_SUCCESS", new byte[0]);
        assertThat(upload(marker)).isEqualTo(new Upload.Complete());
    }

    private Upload upload(UploadRule rule) throws IOException, RepositoryException {
        return upload(repository(), rule);
    }

    protected static Upload upload(ModelRepository repository, UploadRule rule) throws RepositoryException {
        return Objects.requireNonNull(repository.list(rule).get(1L)).upload();
    }
}
