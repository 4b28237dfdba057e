package io.algorithmselector.mesh;

import io.algorithmselector.testing.RawMethod;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Calls a gRPC method by its name, with an empty message, to see whether the call gets through. */
final class AnyMethod {
    private AnyMethod() {}

    /** @return {@code OK}, or the code and the description of the refusal */
    static String call(Channel channel, String method) {
        return call(channel, method, Map.of());
    }

    static String call(Channel channel, String method, Map<String, String> headers) {
        try {
            ClientCalls.blockingUnaryCall(
                    ClientInterceptors.intercept(
                            channel, MetadataUtils.newAttachHeadersInterceptor(GrpcCaller.metadata(headers))),
                    RawMethod.of(MethodDescriptor.MethodType.UNARY, method),
                    CallOptions.DEFAULT.withDeadlineAfter(20, TimeUnit.SECONDS),
                    new byte[0]);
            return "OK";
        } catch (StatusRuntimeException e) {
            return e.getStatus().getCode() + " " + e.getStatus().getDescription();
        }
    }
}
