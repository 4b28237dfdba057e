package io.algorithmselector.inference;

import io.algorithmselector.model.VersionId;
import org.jspecify.annotations.Nullable;

/** Hears of every inference request. Thread-safe, quick, and never throws. */
public interface InferenceObserver {
    InferenceObserver NONE = new InferenceObserver() {};

    /**
     * A request has been answered.
     *
     * @param model null if the request named none that is in the catalogue
     * @param version null if none was chosen
     * @param code the gRPC status name of the answer, such as {@code OK}, on either transport
     * @param nanos from the request's arrival to the end of encoding
     */
    default void finished(
            Protocol protocol,
            Transport transport,
            @Nullable String model,
            @Nullable VersionId version,
            String code,
            long nanos) {}

    /** A version other than the one wanted was chosen. */
    default void fellBack(String model, String wanted) {}
}
