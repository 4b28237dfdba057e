package io.algorithmselector.api.tensorflow;

import io.algorithmselector.administration.Administration;
import io.algorithmselector.api.transport.Defects;
import io.algorithmselector.api.transport.GrpcDeadline;
import io.algorithmselector.api.transport.GrpcRequests;
import io.algorithmselector.catalog.CatalogueException;
import io.algorithmselector.catalog.ModelConfig;
import io.algorithmselector.catalog.format.CatalogueFormat;
import io.algorithmselector.inference.Transport;
import io.algorithmselector.lifecycle.ServingState;
import io.algorithmselector.lifecycle.VersionStatus;
import io.algorithmselector.model.Failure;
import io.algorithmselector.model.ServingException;
import io.grpc.BindableService;
import io.grpc.ServerServiceDefinition;
import io.grpc.stub.StreamObserver;
import io.quarkus.grpc.GrpcService;
import io.smallrye.common.annotation.Blocking;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.tensorflow.framework.Code;
import tensorflow.serving.GetModelStatus.GetModelStatusRequest;
import tensorflow.serving.GetModelStatus.GetModelStatusResponse;
import tensorflow.serving.GetModelStatus.ModelVersionStatus;
import tensorflow.serving.Model.ModelSpec;
import tensorflow.serving.ModelManagement.ReloadConfigRequest;
import tensorflow.serving.ModelManagement.ReloadConfigResponse;
import tensorflow.serving.ModelServerConfigOuterClass.ModelServerConfig;
import tensorflow.serving.ModelServiceGrpc;
import tensorflow.serving.Status.StatusProto;

/** {@code tensorflow.serving.ModelService}. */
@GrpcService
public class TensorflowModels implements ModelServiceGrpc.AsyncService, BindableService {
    private final ModelStatuses statuses;
    private final Administration administration;

    TensorflowModels(ServingState models, Administration administration) {
        this.statuses = new ModelStatuses(models);
        this.administration = administration;
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

    /** Replaces what is served; ends when all of it is available or has failed, or at the caller's deadline. */
    @Override
    @Blocking
    public void handleReloadConfigRequest(ReloadConfigRequest request, StreamObserver<ReloadConfigResponse> observer) {
        try {
            GrpcDeadline.requireAwaited();
            administration.requireEnabled();
            administration.reload(models(request), GrpcDeadline.left()).whenComplete((_, thrown) -> {
                if (thrown == null) {
                    observer.onNext(ReloadConfigResponse.newBuilder()
                            .setStatus(StatusProto.getDefaultInstance())
                            .build());
                    observer.onCompleted();
                } else {
                    refuse(observer, thrown);
                }
            });
        } catch (Throwable thrown) {
            refuse(observer, thrown);
        }
    }

    private static List<ModelConfig> models(ReloadConfigRequest request) {
        if (request.getConfig().getConfigCase() != ModelServerConfig.ConfigCase.MODEL_CONFIG_LIST) {
            throw ServingException.invalidInput("ServerModelConfig type not supported by HandleReloadConfigRequest."
                    + " Only ModelConfigList is currently supported");
        }
        try {
            return List.copyOf(CatalogueFormat.read("of HandleReloadConfigRequest", "/", request.getConfig())
                    .models()
                    .values());
        } catch (CatalogueException e) {
            throw ServingException.invalidInput(String.valueOf(e.getMessage()));
        }
    }

    private static void refuse(StreamObserver<?> observer, Throwable thrown) {
        Throwable cause = thrown instanceof CompletionException ? thrown.getCause() : thrown;
        Failure failure = Defects.failureOf(cause == null ? thrown : cause, "gRPC HandleReloadConfigRequest");
        observer.onError(TensorflowError.of(failure, Transport.GRPC).toGrpc());
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
