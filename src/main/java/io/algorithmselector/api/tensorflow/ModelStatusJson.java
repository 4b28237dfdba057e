package io.algorithmselector.api.tensorflow;

import io.algorithmselector.api.json.JsonWriter;
import io.algorithmselector.lifecycle.VersionStatus;
import java.util.List;

/** Writes the states of versions as {@code GetModelStatusResponse} stands in JSON; 64-bit numbers are strings there. */
final class ModelStatusJson {
    private ModelStatusJson() {}

    static byte[] encode(List<VersionStatus> statuses) {
        JsonWriter out = new JsonWriter(128 * statuses.size());
        out.raw("{\"model_version_status\":[");
        for (int i = 0; i < statuses.size(); i++) {
            if (i > 0) {
                out.raw(',');
            }
            write(out, statuses.get(i));
        }
        return out.raw("]}").toBytes();
    }

    private static void write(JsonWriter out, VersionStatus status) {
        VersionStatus.Cause error = status.error();
        out.raw("{\"version\":").string(Long.toString(status.id().number()));
        out.raw(",\"state\":").string(status.state().name());
        out.raw(",\"status\":{\"error_code\":")
                .string(error == null ? "OK" : error.code().name());
        out.raw(",\"error_message\":")
                .string(error == null ? "" : error.message())
                .raw("}}");
    }
}
