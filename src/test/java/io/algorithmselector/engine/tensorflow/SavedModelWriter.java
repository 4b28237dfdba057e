package io.algorithmselector.engine.tensorflow;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.AssetFileDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.MetaGraphDef.MetaInfoDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto;
import org.tensorflow.proto.TensorShapeProto.Dim;

/**
 * Builds a graph and writes it as a SavedModel without variables: {@code saved_model.pb}, and {@code assets/} if it has any.
 * TensorFlow-Java's own exporter knows neither assets nor an init op, nor the mistakes that tests need.
 */
public final class SavedModelWriter implements AutoCloseable {
    /** What TensorFlow looks for to initialise tables. */
    static final String INIT_OP = "__saved_model_init_op";

    static {
        TensorFlowRuntime.start(); // before any of TensorFlow's own classes
    }

    private final Graph graph = new Graph();
    private final Ops tf = Ops.create(graph);
    private final MetaGraphDef.Builder metaGraph = MetaGraphDef.newBuilder();
    private final Map<String, String> assets = new LinkedHashMap<>();
    private String tag = "serve";

    public Ops tf() {
        return tf;
    }

    public Graph graph() {
        return graph;
    }

    public SavedModelWriter tag(String name) {
        tag = name;
        return this;
    }

    /** A signature of method predict. */
    public SavedModelWriter signature(
            String name, Map<String, ? extends Operand<?>> inputs, Map<String, ? extends Operand<?>> outputs) {
        SignatureDef.Builder definition = SignatureDef.newBuilder().setMethodName("tensorflow/serving/predict");
        inputs.forEach((key, operand) -> definition.putInputs(key, info(operand)));
        outputs.forEach((key, operand) -> definition.putOutputs(key, info(operand)));
        return signature(name, definition.build());
    }

    public SavedModelWriter signature(String name, SignatureDef definition) {
        metaGraph.putSignatureDef(name, definition);
        return this;
    }

    /** When the model is loaded, {@code place} yields the path of a file of that content. */
    public SavedModelWriter asset(Operand<?> place, String file, String content) {
        metaGraph.addAssetFileDef(AssetFileDef.newBuilder()
                .setFilename(file)
                .setTensorInfo(TensorInfo.newBuilder().setName(name(place))));
        assets.put(file, content);
        return this;
    }

    /** Runs once when the model is loaded. */
    public SavedModelWriter initOp(Op op) {
        TensorInfo info = TensorInfo.newBuilder().setName(op.op().name()).build();
        return signature(
                INIT_OP, SignatureDef.newBuilder().putOutputs(INIT_OP, info).build());
    }

    public static TensorInfo info(Operand<?> operand) {
        Output<?> output = operand.asOutput();
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        if (output.shape().isUnknown()) {
            shape.setUnknownRank(true);
        } else {
            for (long size : output.shape().asArray()) {
                shape.addDim(Dim.newBuilder().setSize(size));
            }
        }
        return TensorInfo.newBuilder()
                .setName(name(operand))
                .setDtype(output.dataType())
                .setTensorShape(shape)
                .build();
    }

    private static String name(Operand<?> operand) {
        return operand.asOutput().op().name() + ":" + operand.asOutput().index();
    }

    /** @return the directory */
    public Path write(Path directory) {
        metaGraph.setMetaInfoDef(MetaInfoDef.newBuilder().addTags(tag)).setGraphDef(graph.toGraphDef());
        SavedModel model = SavedModel.newBuilder()
                .setSavedModelSchemaVersion(1)
                .addMetaGraphs(metaGraph)
                .build();
        try {
            Files.createDirectories(directory);
            try (OutputStream file = Files.newOutputStream(directory.resolve("saved_model.pb"))) {
                model.writeTo(file);
            }
            for (Map.Entry<String, String> asset : assets.entrySet()) {
                Path folder = Files.createDirectories(directory.resolve("assets"));
                Files.writeString(folder.resolve(asset.getKey()), asset.getValue(), StandardCharsets.UTF_8);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return directory;
    }

    @Override
    public void close() {
        graph.close();
    }
}
