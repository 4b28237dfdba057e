package io.algorithmselector.api.tensorflow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.algorithmselector.model.DataType;
import io.algorithmselector.model.ShapeSpec;
import io.algorithmselector.model.Signature;
import io.algorithmselector.model.TensorSpec;
import io.algorithmselector.model.VersionId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tensorflow.framework.SignatureDef;
import org.tensorflow.framework.TensorInfo;

class ModelMetadataTest {
    private static final List<Signature> SIGNATURES = List.of(
            Signature.of(
                    "constant",
                    Signature.PREDICT,
                    List.of(),
                    List.of(new TensorSpec("y", DataType.INT64, ShapeSpec.of(), "y:0"))),
            Signature.of(
                    "regress \"x\"",
                    Signature.REGRESS,
                    List.of(new TensorSpec("inputs", DataType.STRING, ShapeSpec.UNKNOWN_RANK, "tf_example:0")),
                    List.of(new TensorSpec("outputs", DataType.FLOAT32, ShapeSpec.of(-1, 1), "y:0"))));

    @Test
    void json_isTensorFlowServingsForm() {
        String y = "\"tensor_shape\":{\"dim\":[],\"unknown_rank\":false},\"name\":\"y:0\"}},";
        String column =
                "{\"dim\":[{\"size\":\"-1\",\"name\":\"\"},{\"size\":\"1\",\"name\":\"\"}],\"unknown_rank\":false}";
        assertThat(new String(ModelMetadataJson.encode(new VersionId("m", 123), SIGNATURES), UTF_8))
                .isEqualTo("{\"model_spec\":{\"name\":\"m\",\"signature_name\":\"\",\"version\":\"123\"},"
                        + "\"metadata\":{\"signature_def\":{\"signature_def\":{"
                        + "\"constant\":{\"inputs\":{},\"outputs\":{\"y\":{\"dtype\":\"DT_INT64\"," + y
                        + "\"method_name\":\"tensorflow/serving/predict\",\"defaults\":{}},"
                        + "\"regress \\\"x\\\"\":{\"inputs\":{\"inputs\":{\"dtype\":\"DT_STRING\","
                        + "\"tensor_shape\":{\"dim\":[],\"unknown_rank\":true},\"name\":\"tf_example:0\"}},"
                        + "\"outputs\":{\"outputs\":{\"dtype\":\"DT_FLOAT\",\"tensor_shape\":" + column
                        + ",\"name\":\"y:0\"}},\"method_name\":\"tensorflow/serving/regress\",\"defaults\":{}}}}}}");
    }

    @Test
    void json_noSignature_isAnEmptyMap() {
        assertThat(new String(ModelMetadataJson.encode(new VersionId("m", 1), List.of()), UTF_8))
                .endsWith("\"metadata\":{\"signature_def\":{\"signature_def\":{}}}}");
    }

    @Test
    void protos_haveTypesShapesAndNames() {
        SignatureDef regress = SignatureProtos.map(SIGNATURES).getSignatureDefOrThrow("regress \"x\"");
        assertThat(regress.getMethodName()).isEqualTo("tensorflow/serving/regress");
        TensorInfo input = regress.getInputsOrThrow("inputs");
        assertThat(input.getName()).isEqualTo("tf_example:0");
        assertThat(input.getDtype()).isEqualTo(org.tensorflow.framework.DataType.DT_STRING);
        assertThat(input.getTensorShape().getUnknownRank()).isTrue();
        TensorInfo output = regress.getOutputsOrThrow("outputs");
        assertThat(output.getTensorShape().getUnknownRank()).isFalse();
        assertThat(output.getTensorShape().getDimList())
                .extracting(dim -> dim.getSize())
                .containsExactly(-1L, 1L);
    }
}
