package io.algorithmselector.lifecycle;

import static io.algorithmselector.lifecycle.LifecycleFixture.model;
import static io.algorithmselector.lifecycle.LifecycleFixture.wants;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.algorithmselector.catalog.ModelConfig;
import io.algorithmselector.catalog.VersionPolicy;
import io.algorithmselector.model.ErrorCode;
import io.algorithmselector.repository.RepositoryException.Kind;
import io.algorithmselector.testing.CapturedLog;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A store that does not answer while nothing of it has been listed yet. */
final class CachedStandInTest {
    private static final ModelConfig LATEST = model("m", VersionPolicy.DEFAULT, Map.of(), null);

    private final LifecycleFixture at = new LifecycleFixture(new Polling(Duration.ofSeconds(30), Duration.ZERO, 0));

    @BeforeEach
    void storeDoesNotAnswer() {
        at.repositories.put("/m", 1, "a").put("/m", 2, "b").put("/m", 3, "c");
        at.repositories.cache("/m", 1, "a").cache("/m", 2, "b");
        at.repositories.failListing(Kind.NETWORK);
    }

    @Test
    void start_cachedVersion_isServedFlaggedAndReady() {
        try (CapturedLog log = CapturedLog.of("io.algorithmselector.lifecycle")) {
            at.apply(LATEST);
            at.threads.advance(Duration.ofMinutes(5));
            assertThat(log.lines().stream().filter(line -> line.contains("listed=")))
                    .singleElement()
                    .asString()
                    .startsWith("WARN model=m")
                    .endsWith("from_cache=[1, 2]");
        }
        assertThat(at.m().available()).containsExactly(2L);
        assertThat(at.status(2).error())
                .isEqualTo(new VersionStatus.Cause(
                        ErrorCode.UNAVAILABLE,
                        "served from the cache, as the repository was when it was listed last: list /m: NETWORK"));
        assertThat(at.reconciler.ready()).isTrue();
        at.acquire(2).close();
    }

    @Test
    void start_storeAnswersLater_flagGoesWithoutALoadAndWhatIsNewIsLoaded() {
        at.apply(wants(2L));
        assertThat(at.statuses()).isEqualTo("2=AVAILABLE UNAVAILABLE");
        at.repositories.failListing(null);
        at.threads.advance(Duration.ofSeconds(1));
        assertThat(at.statuses()).isEqualTo("2=AVAILABLE");
        assertThat(at.loader.loads()).as("it is the same content").hasSize(1);
        at.apply(LATEST);
        assertThat(at.statuses()).isEqualTo("2=END 3=AVAILABLE");
    }

    @Test
    void start_wantedVersionNotInTheCache_saysSoAndHoldsUpNobody() {
        at.apply(wants(2L, 3L));
        assertThat(at.statuses()).isEqualTo("2=AVAILABLE UNAVAILABLE 3=END UNAVAILABLE");
        assertThat(requireNonNull(at.status(3).error()).message())
                .isEqualTo("version 3 is not in the cache: list /m: NETWORK");
        assertThat(at.reconciler.ready()).isTrue();
        at.repositories.failListing(null);
        at.threads.advance(Duration.ofSeconds(1));
        assertThat(at.statuses()).isEqualTo("2=AVAILABLE 3=AVAILABLE");
    }

    @ParameterizedTest
    @EnumSource(value = Kind.class, mode = EnumSource.Mode.EXCLUDE, names = "NETWORK")
    void start_storeRefuses_cacheDoesNotStandIn(Kind kind) {
        at.repositories.failListing(kind);
        at.apply(LATEST);
        assertThat(at.m().available()).isEmpty();
        assertThat(at.m().repositoryError()).isNotNull();
        assertThat(at.reconciler.ready()).isFalse();
    }

    @Test
    void later_listingFails_whatWasListedStays() {
        at.repositories.failListing(null);
        at.apply(LATEST);
        at.repositories.failListing(Kind.NETWORK);
        at.threads.advance(Duration.ofMinutes(5));
        assertThat(at.statuses()).as("neither flagged nor gone back").isEqualTo("3=AVAILABLE");
    }

    @Test
    void anotherBasePath_isAnotherRepository() {
        at.apply(LATEST);
        at.repositories.cache("/other", 7, "g");
        at.apply(new ModelConfig("m", "/other", LATEST.versions(), LATEST.labels(), null, LATEST.engine()));
        assertThat(at.m().available()).containsExactly(7L);
    }
}
