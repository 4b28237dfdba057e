package io.algorithmselector.api.tensorflow;

import com.google.protobuf.Int64Value;
import io.algorithmselector.inference.InferenceResult;
import io.algorithmselector.model.ServingException;
import io.algorithmselector.selection.VersionChoice;
import tensorflow.serving.Model.ModelSpec;

/** How a gRPC message names a model. */
final class ModelSpecs {
    private ModelSpecs() {}

    /** @throws ServingException with {@code InvalidInput} unless the message has a spec with a name */
    static ModelSpec require(boolean present, ModelSpec spec) {
        if (!present) {
            throw ServingException.invalidInput("Missing ModelSpec");
        }
        if (spec.getName().isEmpty()) {
            throw ServingException.invalidInput("ModelSpec has no name specified.");
        }
        return spec;
    }

    static VersionChoice choice(ModelSpec spec) {
        return switch (spec.getVersionChoiceCase()) {
            case VERSION -> new VersionChoice.Version(spec.getVersion().getValue());
            case VERSION_LABEL -> new VersionChoice.Label(spec.getVersionLabel());
            case VERSIONCHOICE_NOT_SET -> VersionChoice.NONE;
        };
    }

    /** Names the model, version and signature that gave an answer. */
    static ModelSpec of(InferenceResult result) {
        return ModelSpec.newBuilder()
                .setName(result.version().model())
                .setVersion(Int64Value.of(result.version().number()))
                .setSignatureName(result.signature().name())
                .build();
    }
}
