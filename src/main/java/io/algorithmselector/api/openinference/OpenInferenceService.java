package io.algorithmselector.api.openinference;

import inference.GRPCInferenceServiceGrpc;
import inference.ModelConfigRequest;
import inference.ModelConfigResponse;
import inference.ModelInferRequest;
import inference.ModelInferResponse;
import inference.ModelMetadataRequest;
import inference.ModelMetadataResponse;
import inference.ModelReadyRequest;
import inference.ModelReadyResponse;
import inference.ModelStatisticsRequest;
import inference.ModelStatisticsResponse;
import inference.ModelStreamInferResponse;
import inference.RepositoryIndexRequest;
import inference.RepositoryIndexResponse;
import inference.RepositoryModelLoadRequest;
import inference.RepositoryModelLoadResponse;
import inference.RepositoryModelUnloadRequest;
import inference.RepositoryModelUnloadResponse;
import inference.ServerLiveRequest;
import inference.ServerLiveResponse;
import inference.ServerMetadataRequest;
import inference.ServerMetadataResponse;
import inference.ServerReadyRequest;
import inference.ServerReadyResponse;
import io.algorithmselector.administration.Administration;
import io.algorithmselector.administration.RepositoryParameters;
import io.algorithmselector.api.transport.Defects;
import io.algorithmselector.api.transport.GrpcCallMetadata;
import io.algorithmselector.api.transport.GrpcDeadline;
import io.algorithmselector.api.transport.GrpcInference;
import io.algorithmselector.api.transport.GrpcRequests;
import io.algorithmselector.api.transport.RequestLimit;
import io.algorithmselector.inference.Inference;
import io.algorithmselector.inference.InferenceCall;
import io.algorithmselector.inference.InferenceStatistics;
import io.algorithmselector.inference.Protocol;
import io.algorithmselector.inference.Transport;
import io.algorithmselector.lifecycle.ServingState;
import io.algorithmselector.model.Failure;
import io.algorithmselector.model.ServingException;
import io.algorithmselector.selection.VersionChoice;
import io.algorithmselector.selection.VersionRequest;
import io.grpc.BindableService;
import io.grpc.ServerServiceDefinition;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.quarkus.grpc.GrpcService;
import io.smallrye.common.annotation.Blocking;
import io.vertx.core.Vertx;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * {@code inference.GRPCInferenceService}: the standard calls and Triton's. Shared memory, trace and log settings are left to the
 * generated code, which answers UNIMPLEMENTED by name. What only reads a snapshot stays on the event loop.
 */
@GrpcService
public class OpenInferenceService implements GRPCInferenceServiceGrpc.AsyncService, BindableService {
    /** What is answered by workers. */
    private static final Set<String> BLOCKING = Set.of("ModelInfer", "ModelStreamInfer");

    private final ServedModels models;
    private final Inference inference;
    private final GrpcInfer infer;
    private final InferenceStatistics statistics;
    private final Administration administration;
    private final Executor workers;
    private final String version;

    OpenInferenceService(
            ServingState models,
            Inference inference,
            GrpcInference answering,
            InferenceStatistics statistics,
            Administration administration,
            RequestLimit limit,
            Vertx vertx,
            @ConfigProperty(name = "quarkus.application.version") String version) {
        this.models = new ServedModels(models);
        this.inference = inference;
        this.infer = new GrpcInfer(answering, limit);
        this.statistics = statistics;
        this.administration = administration;
        this.workers = work -> vertx.executeBlocking(
                () -> {
                    work.run();
                    return null;
                },
                false);
        this.version = version;
    }

    @Override
    public ServerServiceDefinition bindService() {
        return GrpcRequests.received(GRPCInferenceServiceGrpc.bindService(this), BLOCKING::contains);
    }

    @Override
    public void serverLive(ServerLiveRequest request, StreamObserver<ServerLiveResponse> observer) {
        answer(observer, () -> ServerLiveResponse.newBuilder().setLive(true).build());
    }

    @Override
    public void serverReady(ServerReadyRequest request, StreamObserver<ServerReadyResponse> observer) {
        answer(
                observer,
                () -> ServerReadyResponse.newBuilder().setReady(models.ready()).build());
    }

    @Override
    public void serverMetadata(ServerMetadataRequest request, StreamObserver<ServerMetadataResponse> observer) {
        answer(
                observer,
                () -> ServerMetadataResponse.newBuilder()
                        .setName(ServerDescription.NAME)
                        .setVersion(version)
                        .addAllExtensions(ServerDescription.EXTENSIONS)
                        .build());
    }

    @Override
    public void modelReady(ModelReadyRequest request, StreamObserver<ModelReadyResponse> observer) {
        answer(
                observer,
                () -> ModelReadyResponse.newBuilder()
                        .setReady(models.ready(request.getName(), wanted(request.getVersion())))
                        .build());
    }

    @Override
    public void modelMetadata(ModelMetadataRequest request, StreamObserver<ModelMetadataResponse> observer) {
        answer(observer, () -> GrpcDescriptions.metadata(describe(request.getName(), request.getVersion())));
    }

    @Override
    public void modelConfig(ModelConfigRequest request, StreamObserver<ModelConfigResponse> observer) {
        answer(
                observer,
                () -> ModelConfigResponse.newBuilder()
                        .setConfig(GrpcDescriptions.config(describe(request.getName(), request.getVersion())))
                        .build());
    }

    /** Of the default signature: these requests have no parameters to name another. */
    private ModelDescription describe(String name, String version) {
        InferenceCall call = inference.begin(Protocol.OPENINFERENCE, Transport.GRPC, name);
        try {
            return models.describe(call, wanted(version), "");
        } finally {
            GrpcCallMetadata.current().tell(call);
        }
    }

    private static VersionRequest wanted(String version) {
        return GrpcCallMetadata.current().versionRequest(VersionChoice.numberOrLabel(version));
    }

    @Override
    public void modelStatistics(ModelStatisticsRequest request, StreamObserver<ModelStatisticsResponse> observer) {
        answer(observer, () -> {
            VersionChoice named = VersionChoice.numberOrLabel(request.getVersion());
            ModelStatisticsResponse.Builder response = ModelStatisticsResponse.newBuilder();
            models.versions(request.getName(), named)
                    .forEach(id -> response.addModelStats(GrpcStatistics.of(id, statistics.of(id))));
            return response.build();
        });
    }

    @Override
    public void repositoryIndex(RepositoryIndexRequest request, StreamObserver<RepositoryIndexResponse> observer) {
        answer(observer, () -> {
            requireNoRepository(request.getRepositoryName());
            RepositoryIndexResponse.Builder index = RepositoryIndexResponse.newBuilder();
            administration
                    .index(request.getReady())
                    .forEach(row -> index.addModelsBuilder()
                            .setName(row.model())
                            .setVersion(row.version())
                            .setState(row.state().name())
                            .setReason(row.reason()));
            return index.build();
        });
    }

    /** Answered when all is loaded, or when the call's deadline passes, the settings' limit at the latest. */
    @Override
    public void repositoryModelLoad(
            RepositoryModelLoadRequest request, StreamObserver<RepositoryModelLoadResponse> observer) {
        change(observer, RepositoryModelLoadResponse.getDefaultInstance(), () -> {
            administration.requireEnabled();
            requireNoRepository(request.getRepositoryName());
            RepositoryParameters.requireForLoad(request.getParametersMap().keySet());
            return administration.load(request.getModelName(), GrpcDeadline.left());
        });
    }

    @Override
    public void repositoryModelUnload(
            RepositoryModelUnloadRequest request, StreamObserver<RepositoryModelUnloadResponse> observer) {
        change(observer, RepositoryModelUnloadResponse.getDefaultInstance(), () -> {
            administration.requireEnabled();
            requireNoRepository(request.getRepositoryName());
            RepositoryParameters.requireForUnload(request.getParametersMap().keySet());
            return administration.unload(request.getModelName());
        });
    }

    /** Answers in the thread in which the change ends. */
    private static <A> void change(
            StreamObserver<A> observer, A done, Supplier<CompletionStage<@Nullable Void>> asked) {
        // without a handler, answering a caller who has gone throws
        ((ServerCallStreamObserver<A>) observer).setOnCancelHandler(() -> {});
        CompletionStage<@Nullable Void> change;
        try {
            GrpcDeadline.requireAwaited();
            change = asked.get();
        } catch (Throwable refused) {
            change = CompletableFuture.failedStage(refused);
        }
        change.whenComplete((nothing, thrown) -> answer(observer, () -> {
            if (thrown == null) {
                return done;
            }
            throw thrown instanceof ServingException refused ? refused : new CompletionException(thrown);
        }));
    }

    private static void requireNoRepository(String name) {
        if (!name.isEmpty()) {
            throw new ServingException(new Failure.Unsupported("'repository_name' specification is not supported"));
        }
    }

    @Override
    @Blocking
    public void modelInfer(ModelInferRequest request, StreamObserver<ModelInferResponse> observer) {
        infer.run(request, observer);
    }

    /** Blocking, so that messages are taken apart in a worker; each is then answered in another. */
    @Override
    @Blocking
    public StreamObserver<ModelInferRequest> modelStreamInfer(StreamObserver<ModelStreamInferResponse> observer) {
        return InferStream.open(infer, workers, (ServerCallStreamObserver<ModelStreamInferResponse>) observer);
    }

    private static <A> void answer(StreamObserver<A> observer, Supplier<A> work) {
        A answer;
        try {
            answer = work.get();
        } catch (Throwable thrown) {
            observer.onError(OpenInferenceError.of(Defects.failureOf(thrown, "gRPC GRPCInferenceService"))
                    .toGrpc());
            return;
        }
        observer.onNext(answer);
        observer.onCompleted();
    }
}
