package io.algorithmselector.lifecycle;

import static io.algorithmselector.lifecycle.LifecycleFixture.wants;
import static org.assertj.core.api.Assertions.assertThat;

import io.algorithmselector.catalog.Catalogue;
import io.algorithmselector.model.ErrorCode;
import io.algorithmselector.model.Failure;
import io.algorithmselector.model.ServingException;
import io.algorithmselector.testing.CapturedLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What happens between a version's being loaded and its answering. */
class ReconcilerWarmUpTest {
    private final LifecycleFixture at = new LifecycleFixture();

    @AfterEach
    void nothingWasClosedUnderACall() {
        assertThat(at.loader.violations()).isEmpty();
    }

    private static ServingException failed() {
        return new ServingException(new Failure.EngineFailed(ErrorCode.INVALID_ARGUMENT, "record 3 fails"));
    }

    @Test
    void warmUp_runs_beforeTheVersionIsAvailableAndReady() {
        List<String> seen = new ArrayList<>();
        at.loader.warmUp((version, directory, servable) -> {
            seen.add(version + " " + directory.getFileName() + " " + at.statuses() + " " + at.reconciler.ready());
            assertThat(servable).isSameAs(at.loader.servables().getFirst());
            return 1;
        });
        at.repositories.put("/m", 1, "a");
        at.apply(wants(1L));
        assertThat(seen).containsExactly("m/1 a 1=LOADING false");
        assertThat(at.statuses()).isEqualTo("1=AVAILABLE");
        assertThat(at.reconciler.ready()).isTrue();
    }

    @Test
    void warmUp_time_isToldApartFromLoading() {
        at.loader.whileLoading(() -> at.threads.pass(Duration.ofMillis(20)));
        at.loader.warmUp((_, _, _) -> {
            at.threads.pass(Duration.ofMillis(300));
            return 7;
        });
        at.repositories.put("/m", 1, "a");
        try (CapturedLog log = CapturedLog.of("io.algorithmselector.lifecycle")) {
            at.apply(wants(1L));
            assertThat(log.lines())
                    .contains(
                            "INFO model=m version=1 loaded=a fetch_ms=0 load_ms=20 warm_up_ms=300 warm_up_requests=7");
        }
    }

    @Test
    void warmUp_fails_versionEndsWithTheReasonAndItsMemoryIsFreed() {
        at.loader.warmUp((_, _, _) -> {
            throw failed();
        });
        at.repositories.put("/m", 1, "a");
        at.apply(wants(1L));
        at.threads.advance(Duration.ofHours(1));
        assertThat(at.statuses()).isEqualTo("1=END INVALID_ARGUMENT");
        assertThat(at.status(1).error())
                .extracting(VersionStatus.Cause::message)
                .isEqualTo("record 3 fails");
        assertThat(at.loader.live()).isZero();
        assertThat(at.loader.loads()).as("the same files would fail again").hasSize(1);
    }

    @Test
    void warmUp_ofANewVersionFails_theOldGoesOnAnswering() {
        at.repositories.put("/m", 1, "a").put("/m", 2, "b");
        at.apply(wants(1L));
        at.loader.warmUp((_, _, _) -> {
            throw failed();
        });
        at.apply(wants(2L));
        assertThat(at.statuses()).isEqualTo("1=AVAILABLE 2=END INVALID_ARGUMENT");
        at.acquire(1).close();
        assertThat(at.loader.live()).isEqualTo(1);
    }

    @Test
    void warmUp_ofAVersionThatIsNoLongerWanted_isInterruptedAndTheServableClosed() {
        at.repositories.put("/m", 1, "a");
        at.loader.warmUp((_, _, _) -> {
            at.reconciler.apply(Catalogue.EMPTY);
            at.threads.write();
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            return 0;
        });
        at.apply(wants(1L));
        assertThat(at.loader.live()).isZero();
        assertThat(at.newEvents()).noneMatch(event -> event.contains("AVAILABLE"));
    }
}
