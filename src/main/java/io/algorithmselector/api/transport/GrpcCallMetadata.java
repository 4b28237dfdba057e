package io.algorithmselector.api.transport;

import io.algorithmselector.inference.InferenceCall;
import io.algorithmselector.model.VersionId;
import io.algorithmselector.selection.VersionChoice;
import io.algorithmselector.selection.VersionRequest;
import io.grpc.Context;
import io.grpc.Metadata;

/**
 * One gRPC call's metadata: what the caller sent, and what the answer shall carry, which goes out with the initial metadata, or
 * with the trailers if the call ends without a message. Used by one thread at a time.
 */
public final class GrpcCallMetadata {
    static final Context.Key<GrpcCallMetadata> CURRENT = Context.key("io.algorithmselector.metadata");

    private static final Metadata.Key<String> WANTED_VERSION = key(VersionRequest.VERSION_HEADER);
    private static final Metadata.Key<String> WANTED_LABEL = key(VersionRequest.LABEL_HEADER);
    private static final Metadata.Key<String> SELECTOR_KEY = key(VersionRequest.KEY_HEADER);
    private static final Metadata.Key<String> VERSION = key(AnswerHeaders.VERSION);
    private static final Metadata.Key<String> FALLBACK = key(AnswerHeaders.FALLBACK);

    private final Metadata request;
    private final Metadata answer = new Metadata();

    /** @param request the metadata that came with the call */
    public GrpcCallMetadata(Metadata request) {
        this.request = request;
    }

    private static Metadata.Key<String> key(String name) {
        return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
    }

    /** The metadata of the call that this thread is in; empty outside of one. */
    public static GrpcCallMetadata current() {
        GrpcCallMetadata current = CURRENT.get();
        return current == null ? new GrpcCallMetadata(new Metadata()) : current;
    }

    /**
     * What the call says of its version.
     *
     * @param named in the message itself
     * @throws io.algorithmselector.model.ServingException with {@code InvalidInput} if {@code x-model-version} is not a
     *     number
     */
    public VersionRequest versionRequest(VersionChoice named) {
        return VersionRequest.of(
                named, request.get(WANTED_VERSION), request.get(WANTED_LABEL), request.get(SELECTOR_KEY));
    }

    /** Lets the answer tell the version that was chosen, if one was. */
    public void tell(InferenceCall call) {
        VersionId version = call.version();
        if (version != null) {
            answer.put(VERSION, Long.toString(version.number()));
        }
        String fallback = call.fallback();
        if (fallback != null) {
            answer.put(FALLBACK, fallback);
        }
    }

    void addTo(Metadata outgoing) {
        outgoing.merge(answer);
    }
}
