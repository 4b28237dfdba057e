package io.algorithmselector.trainer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.TensorProto;

/** Reads the weights back from an exported version: the constants of its graph. TensorFlow's libraries are not needed. */
final class SavedWeights {
    private SavedWeights() {}

    /**
     * @param folder holds a file {@value ModelExport#FILE}
     * @throws IllegalArgumentException that names the constant that is missing or has another shape
     */
    static Weights read(Path folder, ModelVersion version) throws IOException {
        SavedModel model = SavedModel.parseFrom(Files.readAllBytes(folder.resolve(ModelExport.FILE)));
        Map<String, TensorProto> constants = model.getMetaGraphs(0).getGraphDef().getNodeList().stream()
                .filter(node -> node.getOp().equals("Const"))
                .collect(Collectors.toMap(
                        NodeDef::getName, node -> node.getAttrOrThrow("value").getTensor()));
        Map<String, float[][]> weights = new LinkedHashMap<>();
        int[] row = {1, version.features().size()};
        weights.put(Weights.FEATURE_MEAN, matrix(constants, Weights.FEATURE_MEAN, row));
        weights.put(Weights.FEATURE_SCALE, matrix(constants, Weights.FEATURE_SCALE, row));
        version.layout().forEach((name, shape) -> weights.put(name, matrix(constants, name, shape)));
        return new Weights(weights);
    }

    private static float[][] matrix(Map<String, TensorProto> constants, String name, int[] shape) {
        TensorProto tensor = constants.get(name);
        if (tensor == null
                || tensor.getTensorShape().getDimCount() != 2
                || tensor.getTensorShape().getDim(0).getSize() != shape[0]
                || tensor.getTensorShape().getDim(1).getSize() != shape[1]) {
            throw new IllegalArgumentException(
                    "constant %s should be [%d, %d], found %s".formatted(name, shape[0], shape[1], tensor));
        }
        FloatBuffer values = values(tensor, shape[0] * shape[1]);
        float[][] matrix = new float[shape[0]][shape[1]];
        for (float[] row : matrix) {
            values.get(row);
        }
        return matrix;
    }

    /** Numbers as bytes, or as a list whose last value stands for all that follow. */
    private static FloatBuffer values(TensorProto tensor, int count) {
        if (!tensor.getTensorContent().isEmpty()) {
            return ByteBuffer.wrap(tensor.getTensorContent().toByteArray())
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asFloatBuffer();
        }
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = tensor.getFloatVal(Math.min(i, tensor.getFloatValCount() - 1));
        }
        return FloatBuffer.wrap(values);
    }
}
