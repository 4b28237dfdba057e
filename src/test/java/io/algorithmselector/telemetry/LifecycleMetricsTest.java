package io.algorithmselector.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.algorithmselector.lifecycle.LoadTimes;
import io.algorithmselector.lifecycle.State;
import io.algorithmselector.lifecycle.VersionStatus;
import io.algorithmselector.model.ErrorCode;
import io.algorithmselector.model.VersionId;
import io.micrometer.prometheus.PrometheusConfig;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

@SuppressWarnings("deprecation") // the registry that the platform brings
class LifecycleMetricsTest {
    private static final VersionId VERSION = new VersionId("m", 1);

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final LifecycleMetrics metrics = new LifecycleMetrics(registry);

    @Test
    void changed_showsTheOneStateItIsIn() {
        change(State.LOADING, null);
        change(State.AVAILABLE, null);

        assertThat(states())
                .containsExactly("selector_model_state{model=\"m\",state=\"AVAILABLE\",version=\"1\",} 1.0");
    }

    @Test
    void forgotten_version_removesAllItsSeries() {
        change(State.END, new VersionStatus.Cause(ErrorCode.NOT_FOUND, "gone"));
        assertThat(states()).hasSize(1);

        metrics.forgotten(VERSION);

        assertThat(states()).isEmpty();
        assertThat(registry.scrape()).doesNotContain("version=\"1\"");
    }

    @Test
    void loaded_recordsFetchAndLoad() {
        metrics.loaded(
                VERSION, new LoadTimes(Duration.ofMillis(1500), Duration.ofSeconds(1), Duration.ofMillis(500), 1));
        assertThat(registry.scrape())
                .contains("selector_model_load_duration_seconds_count{model=\"m\",} 1.0")
                .contains("selector_model_load_duration_seconds_sum{model=\"m\",} 3.0")
                .contains("selector_model_load_duration_seconds_bucket{model=\"m\",le=\"2.5\",} 0.0")
                .contains("selector_model_load_duration_seconds_bucket{model=\"m\",le=\"5.0\",} 1.0");
    }

    @Test
    void repository_pollsAndFailures_areCountedPerModelUntilItIsForgotten() {
        metrics.polled("m");
        metrics.polled("m");
        metrics.downloaded("m", 1000);
        metrics.downloaded("m", 0);
        metrics.repositoryFailed("m");
        metrics.polled("n");
        metrics.loaded(VERSION, new LoadTimes(Duration.ZERO, Duration.ZERO, Duration.ZERO, 0));
        assertThat(registry.scrape())
                .contains("selector_repository_polls_total{model=\"m\",} 2.0")
                .contains("selector_repository_bytes_total{model=\"m\",} 1000.0")
                .contains("selector_repository_failures_total{model=\"m\",} 1.0")
                .contains("selector_repository_polls_total{model=\"n\",} 1.0")
                .contains("selector_repository_failures_total{model=\"n\",} 0.0");

        metrics.modelForgotten("m");
        metrics.modelForgotten("never seen");
        assertThat(registry.scrape()).doesNotContain("model=\"m\"").contains("model=\"n\"");
    }

    private void change(State state, VersionStatus.@Nullable Cause error) {
        metrics.changed(new VersionStatus(VERSION, state, error));
    }

    private List<String> states() {
        return registry.scrape()
                .lines()
                .filter(line -> line.startsWith("selector_model_state{"))
                .toList();
    }
}
