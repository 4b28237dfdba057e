package io.algorithmselector.engine.tensorflow;

import io.algorithmselector.model.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SavedModel;

/**
 * The files of a SavedModel: {@code saved_model.pb}, {@code variables/}, {@code assets/}. Finds out what is wrong with them where
 * TensorFlow does not say it, or does not even notice.
 */
record SavedModelDirectory(Path path) {
    /** The graph to be served; a SavedModel may hold others, for training say. */
    static final String TAG = "serve";

    private static final Set<String> VARIABLES = Set.of("VarHandleOp", "VariableV2", "Variable");

    Optional<LoadFailure> beforeLoad() {
        return Files.isRegularFile(graph())
                ? Optional.empty()
                : Optional.of(new LoadFailure(ErrorCode.NOT_FOUND, path + " holds no saved_model.pb"));
    }

    /** Reads the graph's file again, to say more than TensorFlow's own words. */
    LoadFailure explain(RuntimeException failure) {
        try (InputStream file = Files.newInputStream(graph())) {
            List<List<String>> tags = SavedModel.parseFrom(file).getMetaGraphsList().stream()
                    .map(graph -> List.copyOf(graph.getMetaInfoDef().getTagsList()))
                    .toList();
            return tags.stream().anyMatch(List.of(TAG)::equals)
                    ? LoadFailure.of(failure)
                    : new LoadFailure(
                            ErrorCode.NOT_FOUND,
                            graph() + " has no graph tagged [" + TAG + "]; the tags of its graphs are " + tags);
        } catch (IOException e) {
            return new LoadFailure(ErrorCode.DATA_LOSS, graph() + " is corrupt or cut short: " + e.getMessage());
        }
    }

    /**
     * TensorFlow takes a missing index of variables for a model that has none. Such a model would load, and then fail each
     * call.
     */
    Optional<LoadFailure> afterLoad(MetaGraphDef loaded) {
        Path index = path.resolve("variables").resolve("variables.index");
        if (loaded.getSaverDef().getRestoreOpName().isEmpty() || Files.isRegularFile(index)) {
            return Optional.empty();
        }
        return loaded.getGraphDef().getNodeList().stream()
                .filter(node -> VARIABLES.contains(node.getOp()))
                .map(NodeDef::getName)
                .findFirst()
                .map(name -> new LoadFailure(
                        ErrorCode.DATA_LOSS, index + " is missing, but the graph has variables, such as " + name));
    }

    private Path graph() {
        return path.resolve("saved_model.pb");
    }
}
