package io.algorithmselector.api.tensorflow;

import io.algorithmselector.api.transport.Defects;
import io.algorithmselector.api.transport.GrpcRequests;
import io.algorithmselector.inference.Transport;
import io.algorithmselector.lifecycle.ServingState;
import io.algorithmselector.lifecycle.VersionStatus;
import io.grpc.BindableService;
import io.grpc.ServerServiceDefinition;
import io.grpc.stub.StreamObserver;
import io.quarkus.grpc.GrpcService;
import io.smallrye.common.annotation.Blocking;
import org.tensorflow.framework.Code;
import tensorflow.serving.GetModelStatus.GetModelStatusRequest;
import tensorflow.serving.GetModelStatus.GetModelStatusResponse;
import tensorflow.serving.GetModelStatus.ModelVersionStatus;
import tensorflow.serving.Model.ModelSpec;
import tensorflow.serving.ModelServiceGrpc;
import tensorflow.serving.Status.StatusProto;

/** {@code tensorflow.serving.ModelService}; what is not here yet answers UNIMPLEMENTED. */
@GrpcService
public class TensorflowModels implements ModelServiceGrpc.AsyncService, BindableService {
    private final ModelStatuses statuses;

    TensorflowModels(ServingState models) {
        this.statuses = new ModelStatuses(models);
    }

    @Override
    public ServerServiceDefinition bindService() {
        return GrpcRequests.received(ModelServiceGrpc.bindService(this));
    }

    @Override
    @Blocking
    public void getModelStatus(GetModelStatusRequest request, StreamObserver<GetModelStatusResponse> observer) {
        GetModelStatusResponse response;
        try {
            response = status(request);
        } catch (Throwable e) {
            observer.onError(TensorflowError.ofStatus(Defects.failureOf(e, "gRPC GetModelStatus"), Transport.GRPC)
                    .toGrpc());
            return;
        }
        observer.onNext(response);
        observer.onCompleted();
    }

    private GetModelStatusResponse status(GetModelStatusRequest request) {
        ModelSpec spec = ModelSpecs.require(request.hasModelSpec(), request.getModelSpec());
        GetModelStatusResponse.Builder response = GetModelStatusResponse.newBuilder();
        for (VersionStatus status : statuses.find(spec.getName(), ModelSpecs.choice(spec))) {
            response.addModelVersionStatus(toProto(status));
        }
        return response.build();
    }

    private static ModelVersionStatus toProto(VersionStatus status) {
        StatusProto.Builder error = StatusProto.newBuilder();
        VersionStatus.Cause cause = status.error();
        if (cause != null) {
            error.setErrorCode(Code.forNumber(cause.code().number())).setErrorMessage(cause.message());
        }
        return ModelVersionStatus.newBuilder()
                .setVersion(status.id().number())
                .setState(state(status))
                .setStatus(error)
                .build();
    }

    private static ModelVersionStatus.State state(VersionStatus status) {
        return switch (status.state()) {
            case START -> ModelVersionStatus.State.START;
            case LOADING -> ModelVersionStatus.State.LOADING;
            case AVAILABLE -> ModelVersionStatus.State.AVAILABLE;
            case UNLOADING -> ModelVersionStatus.State.UNLOADING;
            case END -> ModelVersionStatus.State.END;
        };
    }
}
