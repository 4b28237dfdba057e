package io.algorithmselector.api.transport;

import com.google.protobuf.MessageLite;
import io.algorithmselector.model.ServingException;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.PrototypeMarshaller;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.Status;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Has a service's messages received as {@link ReceivedMessage}s, which are taken apart where they are answered: on a worker thread
 * if the method is blocking. The descriptors keep their names, so that reflection and clients see no difference.
 */
public final class GrpcRequests {
    private GrpcRequests() {}

    /** The same service; to be called in the service's {@code bindService}, which the generated base classes do not let replace. */
    public static ServerServiceDefinition received(ServerServiceDefinition service) {
        ServiceDescriptor descriptor = service.getServiceDescriptor();
        ServiceDescriptor.Builder received = ServiceDescriptor.newBuilder(descriptor.getName())
                .setSchemaDescriptor(descriptor.getSchemaDescriptor());
        var methods = service.getMethods().stream().map(GrpcRequests::received).toList();
        methods.forEach(method -> received.addMethod(method.getMethodDescriptor()));
        ServerServiceDefinition.Builder definition = ServerServiceDefinition.builder(received.build());
        methods.forEach(definition::addMethod);
        return definition.build();
    }

    private static <Q, A> ServerMethodDefinition<ReceivedMessage, A> received(ServerMethodDefinition<Q, A> method) {
        MethodDescriptor<Q, A> descriptor = method.getMethodDescriptor();
        return ServerMethodDefinition.create(
                descriptor.toBuilder(ReceivedMessage.MARSHALLER, descriptor.getResponseMarshaller())
                        .build(),
                new Handler<>(descriptor, method.getServerCallHandler()));
    }

    private record Handler<Q, A>(MethodDescriptor<Q, A> method, ServerCallHandler<Q, A> next)
            implements ServerCallHandler<ReceivedMessage, A> {
        @Override
        public ServerCall.Listener<ReceivedMessage> startCall(ServerCall<ReceivedMessage, A> call, Metadata headers) {
            return new Parsing<>(call, method, next.startCall(new ReceivedCall<>(call, method), headers));
        }
    }

    /** Takes each message apart on its way to the service; ends the call at the first that is none. */
    private static final class Parsing<Q, A> extends ServerCall.Listener<ReceivedMessage> {
        private final ServerCall<ReceivedMessage, A> call;
        private final MessageLite prototype;
        private final String type;
        private final ServerCall.Listener<Q> next;
        private @Nullable ReceivedMessage last;
        private boolean ended;

        Parsing(ServerCall<ReceivedMessage, A> call, MethodDescriptor<Q, A> method, ServerCall.Listener<Q> next) {
            this.call = call;
            this.next = next;
            PrototypeMarshaller<Q> marshaller = (PrototypeMarshaller<Q>) method.getRequestMarshaller();
            this.prototype = (MessageLite) Objects.requireNonNull(marshaller.getMessagePrototype());
            this.type = marshaller.getMessageClass().getSimpleName();
        }

        @Override
        public void onMessage(ReceivedMessage received) {
            if (ended) {
                return;
            }
            boolean passed = false;
            try {
                passed = pass(received);
            } finally {
                if (!passed) {
                    received.answered();
                }
            }
        }

        /** Whether the service has the message now. */
        private boolean pass(ReceivedMessage received) {
            Q message;
            try {
                @SuppressWarnings("unchecked") // the prototype is of the method's own type
                Q parsed = (Q) received.parse(prototype, type);
                message = parsed;
            } catch (ServingException e) {
                end(Status.INVALID_ARGUMENT.withDescription(
                        Excerpt.of(e.failure().message())));
                return false;
            } catch (OutOfMemoryError e) {
                end(Status.RESOURCE_EXHAUSTED.withDescription(
                        Defects.failureOf(e, call.getMethodDescriptor().getFullMethodName())
                                .message()));
                return false;
            }
            if (message == null) {
                ended = true; // cancelled: nobody waits
                return false;
            }
            next.onMessage(message);
            last = received;
            return true;
        }

        private void end(Status status) {
            ended = true;
            call.close(status, new Metadata());
        }

        @Override
        public void onHalfClose() {
            if (ended) {
                return;
            }
            try {
                next.onHalfClose(); // a unary call is answered in here
            } finally {
                answered();
            }
        }

        @Override
        public void onCancel() {
            answered();
            next.onCancel();
        }

        private void answered() {
            if (last != null) {
                last.answered();
            }
        }

        @Override
        public void onComplete() {
            next.onComplete();
        }

        @Override
        public void onReady() {
            next.onReady();
        }
    }
}
