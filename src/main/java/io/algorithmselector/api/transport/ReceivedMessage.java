package io.algorithmselector.api.transport;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.UnsafeByteOperations;
import io.algorithmselector.model.ServingException;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
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
    private boolean answered;
    private RequestBudget.@Nullable Share abandoned;

    ReceivedMessage(byte[] bytes) {
        this.bytes = bytes;
    }

    int size() {
        byte[] held = bytes;
        return held == null ? 0 : held.length;
    }

    /**
     * Lets go of the bytes, because nobody waits for an answer any more.
     *
     * @param share of the budget that counts them
     * @return false if the message has been taken apart: then the share is closed by {@link #answered}
     */
    synchronized boolean discard(RequestBudget.Share share) {
        boolean waiting = bytes != null;
        bytes = null;
        if (!waiting && !answered) {
            abandoned = share;
            return false;
        }
        return true;
    }

    /** The message has been answered, or its answer dropped. */
    synchronized void answered() {
        answered = true;
        if (abandoned != null) {
            abandoned.close();
        }
    }

    /**
     * The message, whose large fields of bytes are views of the one array that was received; null if it has been discarded.
     *
     * @throws ServingException with {@code InvalidInput} if the bytes are no such message
     */
    <M extends MessageLite> @Nullable M parse(M prototype, String type) {
        byte[] held = take();
        if (held == null) {
            return null;
        }
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

    /** From here on the message alone holds the bytes. */
    private synchronized byte @Nullable [] take() {
        byte[] held = bytes;
        bytes = null;
        return held;
    }

    /** Reads messages from the wire without looking into them. */
    static final MethodDescriptor.Marshaller<ReceivedMessage> MARSHALLER = new MethodDescriptor.Marshaller<>() {
        @Override
        public ReceivedMessage parse(InputStream stream) {
            try {
                return new ReceivedMessage(stream instanceof KnownLength ? whole(stream) : stream.readAllBytes());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        // into one array at once, where readNBytes(int) would gather pieces and copy them
        private static byte[] whole(InputStream stream) throws IOException {
            byte[] bytes = new byte[stream.available()];
            if (stream.readNBytes(bytes, 0, bytes.length) < bytes.length) {
                throw new EOFException("the message is shorter than announced");
            }
            return bytes;
        }

        @Override
        public InputStream stream(ReceivedMessage message) {
            byte[] held = message.bytes;
            return new ByteArrayInputStream(held == null ? new byte[0] : held);
        }
    };
}
