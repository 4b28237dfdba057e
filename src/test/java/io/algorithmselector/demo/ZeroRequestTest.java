package io.algorithmselector.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto;

final class ZeroRequestTest {
    @Test
    void json_openDimension_isOne() {
        assertThat(request("serving_default", "x", input(DataType.DT_FLOAT, -1, 3)))
                .isEqualTo("{\"inputs\": {\"x\": [[0.0, 0.0, 0.0]]}}\n");
    }

    @Test
    void json_openRank_isOne() {
        TensorInfo input = TensorInfo.newBuilder()
                .setDtype(DataType.DT_BOOL)
                .setTensorShape(TensorShapeProto.newBuilder().setUnknownRank(true))
                .build();
        assertThat(request("serving_default", "x", input)).isEqualTo("{\"inputs\": {\"x\": [false]}}\n");
    }

    @Test
    void json_scalarString_standsWithoutList() {
        assertThat(request("serving_default", "say \"é\"", input(DataType.DT_STRING)))
                .isEqualTo("{\"inputs\": {\"say \\\"é\\\"\": \"\"}}\n");
    }

    @Test
    void json_noDefaultSignature_namesTheFirst() {
        assertThat(request("score", "x", input(DataType.DT_INT64, 2)))
                .isEqualTo("{\"signature_name\": \"score\", \"inputs\": {\"x\": [0, 0]}}\n");
    }

    @Test
    void json_typeWithoutJson_isNamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> request("serving_default", "x", input(DataType.DT_COMPLEX64, 2)))
                .withMessage("input x is of type DT_COMPLEX64");
    }

    @Test
    void json_hugeInput_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> request("serving_default", "x", input(DataType.DT_BOOL, 1L << 40, 1L << 40)))
                .withMessage("input x would have more than 1000000 elements");
    }

    @Test
    void json_onlyReservedSignatures_saysSo() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> request("__saved_model_init_op", "x", input(DataType.DT_BOOL)))
                .withMessage("it has no signature to serve");
    }

    private static String request(String signature, String name, TensorInfo input) {
        MetaGraphDef.Builder graph = MetaGraphDef.newBuilder()
                .putSignatureDef(
                        signature,
                        SignatureDef.newBuilder().putInputs(name, input).build());
        graph.getMetaInfoDefBuilder().addTags("serve");
        return new String(
                ZeroRequest.json(SavedModel.newBuilder().addMetaGraphs(graph).build()), UTF_8);
    }

    private static TensorInfo input(DataType type, long... shape) {
        TensorShapeProto.Builder dimensions = TensorShapeProto.newBuilder();
        for (long size : shape) {
            dimensions.addDim(TensorShapeProto.Dim.newBuilder().setSize(size));
        }
        return TensorInfo.newBuilder().setDtype(type).setTensorShape(dimensions).build();
    }
}
