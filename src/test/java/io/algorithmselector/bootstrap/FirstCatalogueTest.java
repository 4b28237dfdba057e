package io.algorithmselector.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import io.algorithmselector.catalog.Catalogue;
import io.algorithmselector.catalog.CatalogueException;
import io.algorithmselector.catalog.CatalogueSource;
import io.algorithmselector.lifecycle.Backoff;
import io.algorithmselector.testing.CapturedLog;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class FirstCatalogueTest {
    private final Deque<Object> answers = new ArrayDeque<>();
    private final List<Catalogue> applied = new ArrayList<>();
    private final List<String> refused = new ArrayList<>();
    private final CatalogueSource source = new CatalogueSource() {
        @Override
        public String description() {
            return "s3://b/catalog.yaml";
        }

        @Override
        public Catalogue read() throws CatalogueException {
            return switch (answers.remove()) {
                case Catalogue catalogue -> catalogue;
                case CatalogueException exception -> throw exception;
                case RuntimeException exception -> throw exception;
                case Error error -> throw error;
                case Object other -> throw new AssertionError(other);
            };
        }
    };

    /** Reads until it ends, and gives what is said to a human. */
    private List<String> read(Object... next) {
        answers.addAll(List.of(next));
        try (CapturedLog log = CapturedLog.of(FirstCatalogue.class)) {
            Backoff pauses = new Backoff(Duration.ofMillis(1), Duration.ofMillis(2));
            new FirstCatalogue(source, applied::add, e -> refused.add(e.getMessage()), pauses).run();
            return log.lines().stream().filter(line -> !line.startsWith("INFO")).toList();
        }
    }

    private static CatalogueException unreachable(String reason) {
        return CatalogueException.unreachable("c", reason, null);
    }

    @Test
    void run_catalogueThere_appliesIt() {
        assertThat(read(Catalogue.EMPTY)).isEmpty();
        assertThat(applied).containsExactly(Catalogue.EMPTY);
    }

    @Test
    void run_invalidAtFirst_isRefused() {
        assertThat(read(CatalogueException.invalid("c", 3, "wrong"))).isEmpty();
        assertThat(refused).containsExactly("catalogue c, line 3: wrong");
        assertThat(applied).isEmpty();
    }

    @Test
    void run_storeDoesNotAnswer_isTriedUntilItDoesAndAReasonIsToldOnce() {
        List<String> told = read(
                unreachable("no route"),
                unreachable("no route"),
                unreachable("no route"),
                unreachable("throttled"),
                unreachable("throttled"),
                Catalogue.EMPTY);
        assertThat(told)
                .containsExactly(
                        "WARN catalogue c: no route; trying again", "WARN catalogue c: throttled; trying again");
        assertThat(applied).hasSize(1);
        assertThat(refused).isEmpty();
    }

    @Test
    void run_invalidOnceTheStoreAnswers_isToldAndTriedAgain() {
        assertThat(read(unreachable("no route"), CatalogueException.invalid("c", 0, "wrong"), Catalogue.EMPTY))
                .containsExactly("WARN catalogue c: no route; trying again", "ERROR catalogue c: wrong; trying again");
        assertThat(applied).hasSize(1);
        assertThat(refused).isEmpty();
    }

    @Test
    void run_defect_isToldAndTriedAgain() {
        List<String> told = read(
                new IllegalStateException("expected in the log of this test"), new OutOfMemoryError(), Catalogue.EMPTY);
        assertThat(told).hasSize(2).allMatch(line -> line.startsWith("ERROR"));
        assertThat(applied).hasSize(1);
    }

    @Test
    void run_interrupted_endsWithoutAWord() {
        Thread.currentThread().interrupt();
        assertThat(read(unreachable("interrupted"))).isEmpty();
        assertThat(applied).isEmpty();
        assertThat(Thread.interrupted()).isFalse();
    }
}
