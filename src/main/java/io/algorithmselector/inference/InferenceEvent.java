package io.algorithmselector.inference;

import io.algorithmselector.model.VersionId;
import org.jspecify.annotations.Nullable;

/**
 * One inference request, once it has been answered. Times are in nanoseconds.
 *
 * @param model null if the request named none that is in the catalogue
 * @param version null if none was chosen
 * @param fallback what was wanted in place of the version chosen; null if it is the one wanted
 * @param code the gRPC status name of the answer, such as {@code OK}, on either transport
 * @param total from when the request has been received and a thread has begun it to the end of encoding
 * @param decode turning the body into tensors; {@link #NOT_DONE} if it did not come to that, or failed
 * @param compute the model's own time; {@link #NOT_DONE} if it did not come to that, or failed
 * @param encode turning the outputs into the answer; {@link #NOT_DONE} if there is no answer but an error
 * @param executions how often the model was run to the end: once for each signature asked
 * @param inferences as {@code executions}, but each row of a batch counts as one
 */
public record InferenceEvent(
        Protocol protocol,
        Transport transport,
        @Nullable String model,
        @Nullable VersionId version,
        @Nullable String fallback,
        String code,
        long total,
        long decode,
        long compute,
        long encode,
        int executions,
        long inferences) {
    /** The time of a stage that was not brought to its end. */
    public static final long NOT_DONE = -1;

    /** The code of an answer that is no error. */
    public static final String OK = "OK";

    public boolean succeeded() {
        return code.equals(OK);
    }
}
