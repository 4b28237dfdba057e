package io.algorithmselector.api.transport;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.UnsafeByteOperations;
import io.algorithmselector.model.ServingException;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * A gRPC message as it came, before it is taken apart: that is done in the thread that answers it, and what cannot be taken apart
 * is answered instead of thrown, which gRPC would log with a stack trace. Thread-safe.
 */
final class ReceivedMessage {
    private volatile byte @Nullable [] bytes;

    ReceivedMessage(byte[] bytes) {
        this.bytes = bytes;
    }

    int size() {
        byte[] held = bytes;
        return held == null ? 0 : held.length;
    }

    /** Lets go of the bytes: nobody waits for an answer any more. */
    void discard() {
        bytes = null;
    }

    /**
     * The message, whose large fields of bytes are views of the one array that was received; null if it has been discarded.
     *
     * @throws ServingException with {@code InvalidInput} if the bytes are no such message
     */
    <M extends MessageLite> @Nullable M parse(M prototype, String type) {
        byte[] held = bytes;
        if (held == null) {
            return null;
        }
        bytes = null; // from here on the message alone holds them
        CodedInputStream in = UnsafeByteOperations.unsafeWrap(held).newCodedInput();
        in.enableAliasing(true);
        try {
            @SuppressWarnings("unchecked") // a prototype's parser makes messages of its own type
            M message = (M) prototype.getParserForType().parseFrom(in);
            in.checkLastTagWas(0);
            return message;
        } catch (InvalidProtocolBufferException e) {
            throw ServingException.invalidInput("the message is no valid " + type + ": " + e.getMessage());
        }
    }

    /** Reads messages from the wire without looking into them. */
    static final MethodDescriptor.Marshaller<ReceivedMessage> MARSHALLER = new MethodDescriptor.Marshaller<>() {
        @Override
        public ReceivedMessage parse(InputStream stream) {
            try {
                return new ReceivedMessage(
                        stream instanceof KnownLength ? stream.readNBytes(stream.available()) : stream.readAllBytes());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public InputStream stream(ReceivedMessage message) {
            byte[] held = message.bytes;
            return new ByteArrayInputStream(held == null ? new byte[0] : held);
        }
    };
}
