package io.algorithmselector.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.algorithmselector.inference.InferenceEvent;
import io.algorithmselector.inference.InferenceObserver;
import io.algorithmselector.inference.Protocol;
import io.algorithmselector.inference.Transport;
import io.algorithmselector.lifecycle.State;
import io.algorithmselector.lifecycle.VersionStatus;
import io.algorithmselector.lifecycle.VersionStatus.Cause;
import io.algorithmselector.model.ErrorCode;
import io.algorithmselector.model.VersionId;
import io.micrometer.prometheus.PrometheusConfig;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

@SuppressWarnings("deprecation") // the registry that the platform brings
class InferenceMetricsTest {
    private static final VersionId ONE = new VersionId("m", 1);
    private static final VersionId TWO = new VersionId("m", 2);
    private static final String OF_TWO = "{model=\"m\",version=\"2\",}";

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final InferenceMetrics metrics = new InferenceMetrics(registry);

    /** A request of 3 ms. */
    private static InferenceEvent event(
            Transport transport, @Nullable VersionId version, @Nullable String fallback, String code) {
        return new InferenceEvent(
                Protocol.TENSORFLOW,
                transport,
                version == null ? null : version.model(),
                version,
                fallback,
                code,
                3_000_000,
                7_000,
                2_000_000,
                40_000,
                1,
                1);
    }

    private static InferenceEvent ok(VersionId version) {
        return event(Transport.GRPC, version, null, "OK");
    }

    @Test
    void finished_chosenVersion_countsAndTimesUnderItsLabels() {
        metrics.held(TWO).finished(ok(TWO));

        assertThat(registry.scrape())
                .contains("selector_inference_requests_total{code=\"OK\",model=\"m\",protocol=\"tensorflow\","
                        + "transport=\"grpc\",version=\"2\",} 1.0")
                .contains("selector_inference_duration_seconds_bucket{model=\"m\",protocol=\"tensorflow\","
                        + "transport=\"grpc\",version=\"2\",le=\"0.0025\",} 0.0")
                .contains("le=\"0.005\",} 1.0")
                .contains("le=\"5.0E-5\",} 0.0")
                .contains("le=\"60.0\",} 1.0");
    }

    @Test
    void finished_transportsAndCodes_haveSeriesOfTheirOwn() {
        metrics.held(TWO).finished(event(Transport.REST, TWO, null, "OK"));
        metrics.held(TWO).finished(event(Transport.GRPC, TWO, null, "OK"));
        metrics.held(TWO).finished(event(Transport.GRPC, TWO, null, "INVALID_ARGUMENT"));
        assertThat(series("selector_inference_requests_total")).hasSize(3);
        assertThat(series("selector_inference_duration_seconds_count"))
                .hasSize(2)
                .anyMatch(line -> line.contains("grpc") && line.endsWith(" 2.0"));
    }

    @Test
    void finished_stages_areTimedEachUnderItsName() {
        metrics.held(TWO).finished(ok(TWO));
        String name = "selector_inference_stage_duration_seconds";
        assertThat(series(name + "_sum"))
                .containsExactlyInAnyOrder(
                        name + "_sum{model=\"m\",stage=\"decode\",version=\"2\",} 7.0E-6",
                        name + "_sum{model=\"m\",stage=\"compute\",version=\"2\",} 0.002",
                        name + "_sum{model=\"m\",stage=\"encode\",version=\"2\",} 4.0E-5");
        assertThat(registry.scrape())
                .contains(name + "_bucket{model=\"m\",stage=\"decode\",version=\"2\",le=\"5.0E-6\",} 0.0")
                .contains(name + "_bucket{model=\"m\",stage=\"decode\",version=\"2\",le=\"1.0E-5\",} 1.0");
    }

    @Test
    void finished_stageNotDone_isNotTimed() {
        metrics.held(TWO)
                .finished(new InferenceEvent(
                        Protocol.TENSORFLOW, Transport.REST, "m", TWO, null, "INTERNAL", 9, 5, -1, -1, 0, 0));
        assertThat(series("selector_inference_stage_duration_seconds_count"))
                .filteredOn(line -> line.endsWith(" 1.0"))
                .singleElement()
                .asString()
                .contains("stage=\"decode\"");
    }

    @Test
    void held_isInFlightUntilItIsFinished() {
        InferenceObserver first = metrics.held(TWO);
        InferenceObserver second = metrics.held(TWO);
        assertThat(inFlight()).containsExactly("selector_inference_in_flight" + OF_TWO + " 2.0");
        first.finished(event(Transport.REST, TWO, null, "INTERNAL"));
        second.finished(ok(TWO));
        assertThat(inFlight()).containsExactly("selector_inference_in_flight" + OF_TWO + " 0.0");
    }

    @Test
    void changed_available_isIdleInFlightUntilItIsForgotten() {
        metrics.changed(new VersionStatus(TWO, State.LOADING, null));
        assertThat(inFlight()).isEmpty();
        metrics.changed(new VersionStatus(TWO, State.AVAILABLE, null));
        assertThat(inFlight()).containsExactly("selector_inference_in_flight" + OF_TWO + " 0.0");
        InferenceObserver held = metrics.held(TWO);
        metrics.changed(new VersionStatus(TWO, State.AVAILABLE, new Cause(ErrorCode.UNAVAILABLE, "flagged")));
        assertThat(inFlight()).containsExactly("selector_inference_in_flight" + OF_TWO + " 1.0");
        held.finished(ok(TWO));
        metrics.changed(new VersionStatus(TWO, State.END, null));
        assertThat(inFlight()).hasSize(1);
        metrics.forgotten(TWO);
        assertThat(registry.scrape()).doesNotContain("version=\"2\"");
    }

    @Test
    void modelForgotten_removesItsSeriesAndNoOther() {
        VersionId other = new VersionId("n", 1);
        for (VersionId version : List.of(TWO, other)) {
            metrics.held(version).finished(event(Transport.REST, version, "canary", "OK"));
            metrics.finished(new InferenceEvent(
                    Protocol.TENSORFLOW,
                    Transport.REST,
                    version.model(),
                    null,
                    null,
                    "NOT_FOUND",
                    9,
                    -1,
                    -1,
                    -1,
                    0,
                    0));
        }
        assertThat(registry.scrape()).contains("fallbacks_total{model=\"m\",}", "model=\"m\"", "version=\"unknown\"");
        metrics.forgotten(TWO);
        metrics.modelForgotten("m");
        metrics.modelForgotten("never seen");
        assertThat(registry.scrape())
                .doesNotContain("model=\"m\"")
                .contains("fallbacks_total{model=\"n\",} 1.0", "version=\"unknown\"");
    }

    @Test
    void finished_unknownModels_addOneSeries() {
        for (int i = 0; i < 1000; i++) {
            metrics.finished(event(Transport.REST, null, null, "NOT_FOUND"));
        }
        assertThat(series("selector_inference_requests_total"))
                .singleElement()
                .asString()
                .contains("model=\"unknown\"", "version=\"unknown\"")
                .endsWith(" 1000.0");
        assertThat(inFlight()).isEmpty();
    }

    @Test
    void finished_fellBack_counts() {
        metrics.held(TWO).finished(event(Transport.REST, TWO, "canary", "OK"));
        metrics.held(TWO).finished(ok(TWO));
        assertThat(registry.scrape()).contains("selector_selection_fallbacks_total{model=\"m\",} 1.0");
    }

    @Test
    void forgotten_version_removesItsSeriesAndNoOther() {
        metrics.held(ONE).finished(ok(ONE));
        metrics.held(TWO).finished(ok(TWO));

        metrics.forgotten(ONE);

        assertThat(registry.scrape()).doesNotContain("version=\"1\"").contains("version=\"2\"");
    }

    @Test
    void finished_afterForgotten_doesNotBringSeriesBack() {
        InferenceObserver known = metrics.held(ONE);
        InferenceObserver straggler = metrics.held(ONE);
        known.finished(ok(ONE));
        metrics.forgotten(ONE);

        straggler.finished(ok(ONE));
        straggler.finished(event(Transport.GRPC, ONE, null, "CANCELLED"));
        straggler.finished(event(Transport.REST, ONE, null, "CANCELLED"));

        assertThat(registry.scrape()).doesNotContain("version=\"1\"");
    }

    @Test
    void finished_afterForgotten_countsNotForTheVersionsNextLife() {
        InferenceObserver straggler = metrics.held(TWO);
        metrics.forgotten(TWO);
        InferenceObserver next = metrics.held(TWO);

        straggler.finished(ok(TWO));

        assertThat(inFlight()).containsExactly("selector_inference_in_flight" + OF_TWO + " 1.0");
        assertThat(series("selector_inference_requests_total")).isEmpty();
        next.finished(ok(TWO));
        assertThat(series("selector_inference_requests_total"))
                .singleElement()
                .asString()
                .endsWith(" 1.0");
    }

    private List<String> inFlight() {
        return series("selector_inference_in_flight");
    }

    private List<String> series(String name) {
        return registry.scrape()
                .lines()
                .filter(line -> line.startsWith(name + "{"))
                .toList();
    }
}
