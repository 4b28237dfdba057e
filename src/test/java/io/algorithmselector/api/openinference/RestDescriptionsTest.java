package io.algorithmselector.api.openinference;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.algorithmselector.administration.IndexRow;
import io.algorithmselector.model.DataType;
import io.algorithmselector.model.ShapeSpec;
import io.algorithmselector.model.Signature;
import io.algorithmselector.model.TensorSpec;
import io.algorithmselector.model.VersionId;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RestDescriptionsTest {
    private static final VersionId ID = new VersionId("m \"1\"", 2);

    @Test
    void index_versionAndReason_areLeftOutOrEmptyWhereThereIsNone() {
        List<IndexRow> rows = List.of(
                new IndexRow("a", "1", IndexRow.State.READY, ""),
                new IndexRow("b\n", "", IndexRow.State.UNAVAILABLE, "not \"there\""));
        assertThat(new String(RestDescriptions.index(rows), UTF_8))
                .isEqualTo("[{\"name\":\"a\",\"version\":\"1\",\"state\":\"READY\",\"reason\":\"\"},"
                        + "{\"name\":\"b\\n\",\"state\":\"UNAVAILABLE\",\"reason\":\"not \\\"there\\\"\"}]");
        assertThat(new String(RestDescriptions.index(List.of()), UTF_8)).isEqualTo("[]");
    }

    @Test
    void model_withoutAnySignature_hasNoTensors() {
        ModelDescription model = new ModelDescription(ID, List.of(2L), new TreeMap<>(), null);
        assertThat(new String(RestDescriptions.metadata(model), UTF_8))
                .isEqualTo("{\"name\":\"m \\\"1\\\"\",\"versions\":[\"2\"],\"platform\":\"tensorflow_savedmodel\","
                        + "\"inputs\":[],\"outputs\":[],\"properties\":{\"signatures\":\"\"}}");
        assertThat(new String(RestDescriptions.config(model), UTF_8)).contains("\"input\":[],\"output\":[]");
    }

    @Test
    void tensors_ofEveryType_haveTheProtocolsAndTritonsNames() {
        for (DataType type : DataType.values()) {
            TensorSpec spec = new TensorSpec("x", type, ShapeSpec.of(-1, 3));
            Signature signature = Signature.of("s", "", List.of(spec), List.of());
            TreeMap<String, Signature> signatures = new TreeMap<>();
            signatures.put("s", signature);
            ModelDescription model = new ModelDescription(ID, List.of(), signatures, signature);
            Datatype known = Datatype.of(type);
            String configured = known == null ? "INVALID" : known == Datatype.BYTES ? "STRING" : known.name();
            assertThat(new String(RestDescriptions.metadata(model), UTF_8))
                    .contains("{\"name\":\"x\",\"datatype\":\"" + Datatype.text(type) + "\",\"shape\":[-1,3]}");
            assertThat(new String(RestDescriptions.config(model), UTF_8))
                    .contains("{\"name\":\"x\",\"data_type\":\"TYPE_" + configured + "\",\"dims\":[-1,3]}");
        }
    }
}
