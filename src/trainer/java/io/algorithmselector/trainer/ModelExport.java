package io.algorithmselector.trainer;

import com.google.protobuf.CodedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.tensorflow.Graph;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.SavedModel;

/** Writes a trained version as a SavedModel: one file, weights as constants, no variables and nothing of the optimiser. */
final class ModelExport {
    static final String FILE = "saved_model.pb";

    private ModelExport() {}

    /** Writes {@value #FILE} into the folder, which is made if need be. */
    static void write(Path folder, ModelVersion version, Weights weights) throws IOException {
        Path scratch = Files.createTempDirectory("algorithm-selector");
        try {
            export(scratch, version, weights);
            Files.createDirectories(folder);
            writeStable(SavedModel.parseFrom(Files.readAllBytes(scratch.resolve(FILE))), folder.resolve(FILE));
        } finally {
            delete(scratch);
        }
    }

    private static void export(Path folder, ModelVersion version, Weights weights) throws IOException {
        try (Graph graph = new Graph();
                Session session = new Session(graph)) {
            ServingGraph serving = new ServingGraph(Ops.create(graph), version, weights);
            SavedModelBundle.exporter(folder.toString())
                    .withTags(SavedModelBundle.DEFAULT_TAG)
                    .withSession(session)
                    .withSignatures(serving.predict(), serving.classify())
                    .export();
        }
    }

    /** The order of a protobuf map is left to chance otherwise, and the same model would give another file. */
    private static void writeStable(SavedModel model, Path file) throws IOException {
        try (OutputStream stream = Files.newOutputStream(file)) {
            CodedOutputStream output = CodedOutputStream.newInstance(stream);
            output.useDeterministicSerialization();
            model.writeTo(output);
            output.flush();
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
