package io.algorithmselector.inference;

import static org.assertj.core.api.Assertions.assertThat;

import io.algorithmselector.inference.VersionStatistics.Duration;
import io.algorithmselector.model.VersionId;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class InferenceStatisticsTest {
    private static final VersionId ONE = new VersionId("m", 1);
    private static final VersionId TWO = new VersionId("m", 2);

    private long millis = 1_000;
    private final InferenceStatistics statistics = new InferenceStatistics(() -> millis);

    /** A request of 100 ns, of which decoding took 20, computing 30 and encoding 40. */
    private static InferenceEvent event(String code) {
        return event(code, 20, 30, 40, 1, 5);
    }

    private static InferenceEvent event(
            String code, long decode, long compute, long encode, int executions, long inferences) {
        return new InferenceEvent(
                Protocol.OPENINFERENCE,
                Transport.GRPC,
                "m",
                ONE,
                null,
                code,
                100,
                decode,
                compute,
                encode,
                executions,
                inferences);
    }

    @Test
    void finished_answers_countRequestsExecutionsInferencesAndTimes() {
        statistics.held(ONE).finished(event("OK"));
        millis = 2_000;
        statistics.held(ONE).finished(event("OK", 20, 30, 40, 2, 10));

        assertThat(statistics.of(ONE))
                .isEqualTo(new VersionStatistics(
                        2_000,
                        15,
                        3,
                        new Duration(2, 200),
                        new Duration(0, 0),
                        new Duration(2, 0),
                        new Duration(2, 40),
                        new Duration(2, 60),
                        new Duration(2, 80)));
        assertThat(statistics.of(TWO)).isEqualTo(VersionStatistics.NOTHING);
    }

    @Test
    void finished_error_countsAsFailedAndNothingElse() {
        statistics.held(ONE).finished(event("INVALID_ARGUMENT", 20, -1, -1, 0, 0));
        statistics.held(ONE).finished(event("INTERNAL", 20, 30, -1, 1, 5));

        Duration none = new Duration(0, 0);
        assertThat(statistics.of(ONE))
                .isEqualTo(new VersionStatistics(1_000, 0, 0, none, new Duration(2, 200), none, none, none, none));
    }

    @Test
    void finished_noVersionChosen_countsNowhere() {
        statistics.finished(event("NOT_FOUND"));
        assertThat(statistics.of(ONE)).isEqualTo(VersionStatistics.NOTHING);
    }

    @Test
    void finished_clockGoesBack_lastInferenceStays() {
        statistics.held(ONE).finished(event("OK"));
        millis = 500;
        statistics.held(ONE).finished(event("OK"));
        assertThat(statistics.of(ONE).lastInference()).isEqualTo(1_000);
    }

    @Test
    void forgotten_version_vanishesAndNoOther() {
        statistics.held(ONE).finished(event("OK"));
        statistics.held(TWO).finished(event("OK"));
        statistics.forgotten(ONE);
        assertThat(statistics.of(ONE)).isEqualTo(VersionStatistics.NOTHING);
        assertThat(statistics.of(TWO).success().count()).isOne();
    }

    @Test
    void finished_afterForgotten_doesNotBringItBack_norCountForItsNextLife() {
        InferenceObserver straggler = statistics.held(ONE);
        statistics.forgotten(ONE);
        straggler.finished(event("OK"));
        assertThat(statistics.of(ONE)).isEqualTo(VersionStatistics.NOTHING);

        statistics.held(ONE).finished(event("OK"));
        straggler.finished(event("OK"));
        assertThat(statistics.of(ONE).success().count()).isOne();
    }

    @Test
    void finished_byManyThreads_losesNothing() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Future<?>> running = IntStream.range(0, 4)
                    .<Future<?>>mapToObj(_ -> threads.submit(() -> {
                        for (int i = 0; i < 10_000; i++) {
                            statistics.held(ONE).finished(event("OK"));
                        }
                    }))
                    .toList();
            for (Future<?> each : running) {
                each.get();
            }
        }
        assertThat(statistics.of(ONE).success()).isEqualTo(new Duration(40_000, 4_000_000));
        assertThat(statistics.of(ONE).inferences()).isEqualTo(200_000);
    }
}
