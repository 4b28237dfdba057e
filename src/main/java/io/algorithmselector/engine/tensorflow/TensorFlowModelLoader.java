package io.algorithmselector.engine.tensorflow;

import ai.djl.tensorflow.engine.SavedModelBundle;
import ai.djl.tensorflow.engine.javacpp.JavacppUtils;
import io.algorithmselector.engine.ModelLoader;
import io.algorithmselector.engine.Servable;
import io.algorithmselector.engine.tensorflow.SignatureResolver.Resolution;
import io.algorithmselector.model.EngineOptions;
import io.algorithmselector.model.ErrorCode;
import io.algorithmselector.model.Failure;
import io.algorithmselector.model.ServingException;
import io.algorithmselector.model.VersionId;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.RunOptions;

/**
 * Loads SavedModels of TensorFlow 1 and 2, with variables, assets and tables; the graph tagged {@code serve}.
 *
 * <p>Each signature of dense tensors is served. One with sparse or composite tensors, resources, or names that the graph does
 * not have is left out, which the log says once; a model without any other does not load.
 */
public final class TensorFlowModelLoader implements ModelLoader {
    private static final Logger LOG = System.getLogger(TensorFlowModelLoader.class.getName());

    /** Starts TensorFlow with the first model, unless {@link TensorFlowRuntime#start} has done so before. */
    @Override
    public Servable load(VersionId version, Path directory, EngineOptions options) {
        try {
            TensorFlowRuntime.start();
        } catch (TensorFlowUnavailableException e) {
            throw failed(version, new LoadFailure(ErrorCode.UNAVAILABLE, String.valueOf(e.getMessage())), e);
        }
        SavedModelDirectory files = new SavedModelDirectory(directory);
        SavedModelBundle bundle = open(version, files, options);
        NativeSession session =
                new NativeSession(bundle.getGraph(), bundle.getSession(), RunSettings.call(options.execution()));
        try {
            MetaGraphDef loaded = bundle.getMetaGraphDef();
            require(version, files.afterLoad(loaded));
            Resolution resolution = new SignatureResolver(bundle.getGraph()).resolve(loaded.getSignatureDefMap());
            report(version, resolution);
            return new TensorFlowServable(session, resolution.served(), options.execution());
        } catch (RuntimeException | Error e) {
            session.close();
            throw e;
        }
    }

    private static SavedModelBundle open(VersionId version, SavedModelDirectory files, EngineOptions options) {
        require(version, files.beforeLoad());
        try {
            return JavacppUtils.loadSavedModelBundle(
                    files.path().toString(),
                    new String[] {SavedModelDirectory.TAG},
                    RunSettings.session(options),
                    RunOptions.getDefaultInstance());
        } catch (RuntimeException e) {
            throw failed(version, files.explain(e), e);
        }
    }

    private static void require(VersionId version, Optional<LoadFailure> failure) {
        if (failure.isPresent()) {
            throw failed(version, failure.get(), null);
        }
    }

    private static void report(VersionId version, Resolution resolution) {
        if (resolution.served().isEmpty()) {
            String reason = resolution.refused().isEmpty()
                    ? "it has no signature"
                    : "none of its signatures can be served: " + resolution.refused();
            throw failed(version, new LoadFailure(ErrorCode.UNIMPLEMENTED, reason), null);
        }
        resolution
                .refused()
                .forEach((name, reason) -> LOG.log(
                        Level.WARNING, () -> "model " + version + ": signature " + name + " is not served: " + reason));
    }

    private static ServingException failed(VersionId version, LoadFailure failure, @Nullable Throwable cause) {
        return new ServingException(
                new Failure.EngineFailed(failure.code(), "model " + version + " does not load: " + failure.reason()),
                cause);
    }
}
