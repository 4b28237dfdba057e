package io.algorithmselector.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.algorithmselector.inference.Protocol;
import io.algorithmselector.inference.Transport;
import io.algorithmselector.model.VersionId;
import io.micrometer.prometheus.PrometheusConfig;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import org.junit.jupiter.api.Test;

@SuppressWarnings("deprecation") // the registry that the platform brings
class InferenceMetricsTest {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final InferenceMetrics metrics = new InferenceMetrics(registry);

    @Test
    void finished_chosenVersion_countsAndTimesUnderItsLabels() {
        metrics.finished(Protocol.TENSORFLOW, Transport.GRPC, "m", new VersionId("m", 2), "OK", 3_000_000);

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
    void finished_unknownModels_addOneSeries() {
        for (int i = 0; i < 1000; i++) {
            metrics.finished(Protocol.TENSORFLOW, Transport.REST, null, null, "NOT_FOUND", 1);
        }
        assertThat(registry.scrape().lines().filter(line -> line.startsWith("selector_inference_requests_total")))
                .singleElement()
                .asString()
                .contains("model=\"unknown\"", "version=\"unknown\"")
                .endsWith(" 1000.0");
    }

    @Test
    void fellBack_counts() {
        metrics.fellBack("m", "canary");
        assertThat(registry.scrape()).contains("selector_selection_fallbacks_total{model=\"m\",} 1.0");
    }

    @Test
    void forget_version_removesItsSeriesAndNoOther() {
        metrics.finished(Protocol.TENSORFLOW, Transport.REST, "m", new VersionId("m", 1), "OK", 1);
        metrics.finished(Protocol.TENSORFLOW, Transport.REST, "m", new VersionId("m", 2), "OK", 1);

        metrics.forget(new VersionId("m", 1));

        assertThat(registry.scrape()).doesNotContain("version=\"1\"").contains("version=\"2\"");
    }
}
