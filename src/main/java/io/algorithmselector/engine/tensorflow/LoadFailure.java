package io.algorithmselector.engine.tensorflow;

import io.algorithmselector.model.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.tensorflow.exceptions.TFFailedPreconditionException;
import org.tensorflow.exceptions.TFInvalidArgumentException;
import org.tensorflow.exceptions.TFOutOfRangeException;
import org.tensorflow.exceptions.TFPermissionDeniedException;
import org.tensorflow.exceptions.TFResourceExhaustedException;
import org.tensorflow.exceptions.TFUnauthenticatedException;
import org.tensorflow.exceptions.TFUnimplementedException;
import org.tensorflow.proto.SavedModel;

/** Why a SavedModel did not load, found out afterwards where TensorFlow's words do not help. */
record LoadFailure(ErrorCode code, String reason) {
    private static final String TAGS = "meta graph def matching supplied tags";

    static LoadFailure of(Path savedModel, String tag, RuntimeException failure) {
        String message = String.valueOf(failure.getMessage());
        if (message.contains(TAGS)) {
            return new LoadFailure(
                    ErrorCode.NOT_FOUND, savedModel + " has no graph tagged " + tag + "; it has " + tags(savedModel));
        }
        return new LoadFailure(code(failure), EngineMessage.shorten(message));
    }

    private static List<List<String>> tags(Path savedModel) {
        try (InputStream file = Files.newInputStream(savedModel)) {
            return SavedModel.parseFrom(file).getMetaGraphsList().stream()
                    .map(graph -> List.copyOf(graph.getMetaInfoDef().getTagsList()))
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    /** DJL keeps the code as a class, and of some codes not even that. */
    private static ErrorCode code(RuntimeException failure) {
        return switch (failure) {
            case TFInvalidArgumentException e -> ErrorCode.INVALID_ARGUMENT;
            case TFPermissionDeniedException e -> ErrorCode.PERMISSION_DENIED;
            case TFResourceExhaustedException e -> ErrorCode.RESOURCE_EXHAUSTED;
            case TFFailedPreconditionException e -> ErrorCode.FAILED_PRECONDITION;
            case TFOutOfRangeException e -> ErrorCode.OUT_OF_RANGE;
            case TFUnimplementedException e -> ErrorCode.UNIMPLEMENTED;
            case TFUnauthenticatedException e -> ErrorCode.UNAUTHENTICATED;
            default -> ErrorCode.UNKNOWN;
        };
    }
}
