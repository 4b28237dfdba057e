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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.RunOptions;
import org.tensorflow.proto.SignatureDef;

/**
 * Loads SavedModels of TensorFlow 1 and 2, with variables, assets and tables; the graph tagged {@code serve}.
 *
 * <p>Each signature of dense tensors is served. One with sparse or composite tensors, resources, or names that the graph does
 * not have is left out, which the log says once; a model without any other does not load.
 */
public final class TensorFlowModelLoader implements ModelLoader {
    private static final Logger LOG = System.getLogger(TensorFlowModelLoader.class.getName());
    private static final String SERVE = "serve";

    /** Starts TensorFlow with the first model, unless {@link TensorFlowRuntime#start} has done so before. */
    @Override
    public Servable load(VersionId version, Path directory, EngineOptions options) {
        try {
            TensorFlowRuntime.start();
        } catch (TensorFlowUnavailableException e) {
            throw failed(version, ErrorCode.UNAVAILABLE, String.valueOf(e.getMessage()), e);
        }
        SavedModelBundle bundle = open(version, directory, options);
        NativeSession session =
                new NativeSession(bundle.getGraph(), bundle.getSession(), RunSettings.call(options.execution()));
        try {
            Map<String, SignatureDef> definitions = bundle.getMetaGraphDef().getSignatureDefMap();
            Resolution resolution = new SignatureResolver(bundle.getGraph()).resolve(definitions);
            report(version, resolution);
            return new TensorFlowServable(session, resolution.served());
        } catch (RuntimeException | Error e) {
            session.close();
            throw e;
        }
    }

    private static SavedModelBundle open(VersionId version, Path directory, EngineOptions options) {
        Path savedModel = directory.resolve("saved_model.pb");
        if (!Files.isRegularFile(savedModel)) {
            throw failed(version, ErrorCode.NOT_FOUND, directory + " holds no saved_model.pb", null);
        }
        try {
            return JavacppUtils.loadSavedModelBundle(
                    directory.toString(),
                    new String[] {SERVE},
                    RunSettings.session(options),
                    RunOptions.getDefaultInstance());
        } catch (RuntimeException e) {
            LoadFailure failure = LoadFailure.of(savedModel, SERVE, e);
            throw failed(version, failure.code(), failure.reason(), e);
        }
    }

    private static void report(VersionId version, Resolution resolution) {
        if (resolution.served().isEmpty()) {
            String reason = resolution.refused().isEmpty()
                    ? "it has no signature"
                    : "none of its signatures can be served: " + resolution.refused();
            throw failed(version, ErrorCode.UNIMPLEMENTED, reason, null);
        }
        resolution
                .refused()
                .forEach((name, reason) -> LOG.log(
                        Level.WARNING, () -> "model " + version + ": signature " + name + " is not served: " + reason));
    }

    private static ServingException failed(
            VersionId version, ErrorCode code, String reason, @Nullable Throwable cause) {
        return new ServingException(
                new Failure.EngineFailed(code, "model " + version + " does not load: " + reason), cause);
    }
}
