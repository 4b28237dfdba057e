package io.algorithmselector.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.algorithmselector.lifecycle.VersionStatus.Cause;
import io.algorithmselector.model.EngineOptions;
import io.algorithmselector.model.ErrorCode;
import io.algorithmselector.model.VersionId;
import io.algorithmselector.repository.RepositoryVersion;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class ManagedVersionTest {
    private static final VersionId ID = new VersionId("m", 1);
    private static final Cause CAUSE = new Cause(ErrorCode.UNAVAILABLE, "no answer");

    private final ManagedVersion version = new ManagedVersion(ID);
    private final Source first = source("etag-1");
    private final Source second = source("etag-2");

    private static Source source(String revision) {
        return new Source("/m", new RepositoryVersion(1, revision, 10), EngineOptions.DEFAULT);
    }

    private void load(Source source) {
        version.startLoad(source);
        var servable = new FakeLoader().load(ID, Path.of("a"), EngineOptions.DEFAULT);
        var _ = version.loaded(new CountedServable(ID, servable, Runnable::run), new Content(source, "digest"));
    }

    @Test
    void standing_throughALife_followsWhatTheRepositoryHolds() {
        assertThat(version.standing(null)).isEqualTo(Standing.ENDED);
        assertThat(version.standing(first)).isEqualTo(Standing.LOADABLE);
        version.startLoad(first);
        assertThat(version.standing(second)).isEqualTo(Standing.LOADING);
        version.failed(CAUSE);
        assertThat(version.standing(first)).as("has just failed").isEqualTo(Standing.ENDED);
        assertThat(version.standing(second)).as("is another").isEqualTo(Standing.LOADABLE);
        version.wanted(second, null);
        load(second);
        assertThat(version.standing(second)).isEqualTo(Standing.AVAILABLE);
        assertThat(version.standing(null)).isEqualTo(Standing.AVAILABLE);
        assertThat(version.standing(first)).isEqualTo(Standing.OUTDATED);
        version.startLoad(first);
        assertThat(version.standing(first)).isEqualTo(Standing.RELOADING);
        version.failed(CAUSE);
        assertThat(version.standing(first)).isEqualTo(Standing.AVAILABLE);
        version.mayRetry();
        assertThat(version.standing(first)).isEqualTo(Standing.OUTDATED);
        version.unloading();
        assertThat(version.standing(first)).isEqualTo(Standing.UNLOADING);
        version.unloaded(null);
        assertThat(version.standing(first)).isEqualTo(Standing.LOADABLE);
    }

    @Test
    void standing_filesThatCannotBeLookedAt_neverOutdateWhatIsLoaded() {
        Source unreadable = new Source("/m", RepositoryVersion.unreadable(1), EngineOptions.DEFAULT);
        assertThat(version.standing(unreadable)).isEqualTo(Standing.LOADABLE);
        load(first);
        assertThat(version.standing(unreadable)).isEqualTo(Standing.AVAILABLE);
        assertThat(version.settled(unreadable)).isTrue();
        assertThat(version.standing(second)).isEqualTo(Standing.OUTDATED);
    }

    @Test
    void unwanted_whatWasSaidOfItWhileItWasWanted_isSaidNoMore() {
        version.wanted(first, CAUSE);
        load(first);
        assertThat(version.status()).isEqualTo(new VersionStatus(ID, State.AVAILABLE, CAUSE));
        assertThat(version.unwanted()).isFalse();
        assertThat(version.status()).isEqualTo(new VersionStatus(ID, State.AVAILABLE, null));
    }

    @Test
    void unwanted_versionThatWasNotThere_isSaidNoMore() {
        version.absent(CAUSE);
        assertThat(version.status()).isEqualTo(new VersionStatus(ID, State.END, CAUSE));
        assertThat(version.unwanted()).isTrue();
        assertThat(version.status()).isEqualTo(new VersionStatus(ID, State.END, null));
    }

    @Test
    void move_notAllowed_namesBothStates() {
        assertThatIllegalStateException()
                .isThrownBy(version::unloading)
                .withMessage("m/1 cannot go from START to UNLOADING");
        load(first);
        assertThatIllegalStateException()
                .isThrownBy(() -> version.unloaded(null))
                .withMessage("m/1 cannot go from AVAILABLE to END");
    }

    @Test
    void loaded_inPlaceOfAnother_givesThatBack() {
        load(first);
        CountedServable before = version.servable();
        version.startLoad(second);
        var servable = new FakeLoader().load(ID, Path.of("b"), EngineOptions.DEFAULT);
        CountedServable next = new CountedServable(ID, servable, Runnable::run);
        assertThat(version.loaded(next, new Content(second, "other"))).isSameAs(before);
        assertThat(version.state()).isEqualTo(State.AVAILABLE);
    }

    @Test
    void failed_inARow_countsUntilOneSucceeds() {
        version.startLoad(first);
        version.failed(CAUSE);
        version.mayRetry();
        version.wanted(first, null);
        assertThat(version.status())
                .as("the last failure stays to be seen")
                .isEqualTo(new VersionStatus(ID, State.START, CAUSE));
        version.startLoad(first);
        version.failed(CAUSE);
        assertThat(version.failures()).isEqualTo(2);
        version.mayRetry();
        version.wanted(first, null);
        load(first);
        assertThat(version.failures()).isZero();
        assertThat(version.status()).isEqualTo(new VersionStatus(ID, State.AVAILABLE, null));
    }

    @Test
    void dropped_whileReloading_leavesWhatAnswers() {
        load(first);
        version.startLoad(second);
        version.dropped(CAUSE);
        assertThat(version.status()).isEqualTo(new VersionStatus(ID, State.AVAILABLE, null));
    }
}
