package io.algorithmselector.api.openinference;

import inference.InferStatistics;
import inference.ModelStatistics;
import inference.StatisticDuration;
import io.algorithmselector.inference.VersionStatistics;
import io.algorithmselector.model.VersionId;

/**
 * A version's statistics in gRPC's messages. There is no cache, so that its durations are not there; nor are those by batch size,
 * which is not counted.
 */
final class GrpcStatistics {
    private GrpcStatistics() {}

    static ModelStatistics of(VersionId id, VersionStatistics statistics) {
        return ModelStatistics.newBuilder()
                .setName(id.model())
                .setVersion(Long.toString(id.number()))
                .setLastInference(statistics.lastInference())
                .setInferenceCount(statistics.inferences())
                .setExecutionCount(statistics.executions())
                .setInferenceStats(InferStatistics.newBuilder()
                        .setSuccess(duration(statistics.success()))
                        .setFail(duration(statistics.fail()))
                        .setQueue(duration(statistics.queue()))
                        .setComputeInput(duration(statistics.computeInput()))
                        .setComputeInfer(duration(statistics.computeInfer()))
                        .setComputeOutput(duration(statistics.computeOutput())))
                .build();
    }

    private static StatisticDuration duration(VersionStatistics.Duration duration) {
        return StatisticDuration.newBuilder()
                .setCount(duration.count())
                .setNs(duration.nanos())
                .build();
    }
}
