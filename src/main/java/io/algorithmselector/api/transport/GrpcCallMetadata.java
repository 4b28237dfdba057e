package io.algorithmselector.api.transport;

import io.algorithmselector.inference.InferenceCall;
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
     *     number, or one of the keys came twice with different values
     */
    public VersionRequest versionRequest(VersionChoice named) {
        return SelectorHeaders.versionRequest(name -> request.getAll(key(name)), named);
    }

    /** Lets the answer tell the version that was chosen, if one was. */
    public void tell(InferenceCall call) {
        SelectorHeaders.tell(call, (name, value) -> answer.put(key(name), value));
    }

    void addTo(Metadata outgoing) {
        outgoing.merge(answer);
    }
}
