package io.algorithmselector.api.openinference;

import io.algorithmselector.api.json.JsonWriter;
import io.algorithmselector.inference.VersionStatistics;
import io.algorithmselector.model.VersionId;
import java.util.List;
import java.util.function.Function;

/** Versions' statistics in JSON. There is no cache, and nothing is counted by batch size. */
final class RestStatistics {
    private static final int TYPICAL_LENGTH = 512;

    private RestStatistics() {}

    static byte[] of(List<VersionId> versions, Function<VersionId, VersionStatistics> statistics) {
        JsonWriter out = new JsonWriter(TYPICAL_LENGTH * versions.size());
        out.raw("{\"model_stats\":[");
        for (int i = 0; i < versions.size(); i++) {
            VersionId id = versions.get(i);
            out.comma(i == 0).raw("{\"name\":").string(id.model());
            out.raw(",\"version\":").string(Long.toString(id.number()));
            write(out, statistics.apply(id));
        }
        return out.raw("]}").toBytes();
    }

    private static void write(JsonWriter out, VersionStatistics statistics) {
        out.raw(",\"last_inference\":").integer(statistics.lastInference());
        out.raw(",\"inference_count\":").integer(statistics.inferences());
        out.raw(",\"execution_count\":").integer(statistics.executions());
        out.raw(",\"inference_stats\":{");
        duration(out, "success", statistics.success()).raw(',');
        duration(out, "fail", statistics.fail()).raw(',');
        duration(out, "queue", statistics.queue()).raw(',');
        duration(out, "compute_input", statistics.computeInput()).raw(',');
        duration(out, "compute_infer", statistics.computeInfer()).raw(',');
        duration(out, "compute_output", statistics.computeOutput());
        out.raw("},\"batch_stats\":[]}");
    }

    private static JsonWriter duration(JsonWriter out, String name, VersionStatistics.Duration duration) {
        return out.raw('"')
                .raw(name)
                .raw("\":{\"count\":")
                .integer(duration.count())
                .raw(",\"ns\":")
                .integer(duration.nanos())
                .raw('}');
    }
}
