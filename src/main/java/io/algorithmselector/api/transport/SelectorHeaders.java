package io.algorithmselector.api.transport;

import io.algorithmselector.inference.InferenceCall;
import io.algorithmselector.model.ServingException;
import io.algorithmselector.model.VersionId;
import io.algorithmselector.selection.VersionChoice;
import io.algorithmselector.selection.VersionRequest;
import io.vertx.core.MultiMap;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The headers, and the gRPC metadata alike, that choose a version, and those that tell which one answered. */
public final class SelectorHeaders {
    /** In an answer: the version's number. */
    public static final String VERSION = "x-model-version";
    /** In an answer: what was wanted in place of that version. */
    public static final String FALLBACK = "x-model-fallback";

    private SelectorHeaders() {}

    /** All values that came under a name, in their order; null or empty if there is none. */
    @FunctionalInterface
    interface Values {
        @Nullable
        Iterable<String> of(String name);
    }

    /**
     * What a REST request says of its version.
     *
     * @param named in the path
     * @throws ServingException with {@code InvalidInput} if {@code x-model-version} is no number, or one of the headers
     *     came twice with different values
     */
    public static VersionRequest versionRequest(MultiMap headers, VersionChoice named) {
        return versionRequest(headers::getAll, named);
    }

    static VersionRequest versionRequest(Values values, VersionChoice named) {
        return VersionRequest.of(
                named,
                single(values, VersionRequest.VERSION_HEADER),
                single(values, VersionRequest.LABEL_HEADER),
                single(values, VersionRequest.KEY_HEADER));
    }

    /** Neither of two values would be more right: a proxy that appended one and a caller who sent one cannot be told apart. */
    private static @Nullable String single(Values values, String name) {
        Iterable<String> all = values.of(name);
        String single = null;
        for (String value : all == null ? List.<String>of() : all) {
            if (single != null && !single.equals(value)) {
                throw ServingException.invalidInput(name + " came twice, with different values");
            }
            single = value;
        }
        return single;
    }

    /** Lets a REST answer tell the version that was chosen, if one was. */
    public static void tell(InferenceCall call, BiConsumer<String, String> header) {
        VersionId version = call.version();
        if (version != null) {
            header.accept(VERSION, Long.toString(version.number()));
        }
        String fallback = call.fallback();
        if (fallback != null) {
            header.accept(FALLBACK, Excerpt.of(fallback));
        }
    }
}
