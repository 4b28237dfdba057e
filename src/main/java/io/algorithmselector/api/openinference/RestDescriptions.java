package io.algorithmselector.api.openinference;

import io.algorithmselector.administration.IndexRow;
import io.algorithmselector.api.json.JsonWriter;
import io.algorithmselector.model.ShapeSpec;
import io.algorithmselector.model.Signature;
import io.algorithmselector.model.TensorSpec;
import java.util.Collection;
import java.util.List;

/** Descriptions of the server and of models in JSON; the members are those of gRPC's messages. */
final class RestDescriptions {
    private static final int TYPICAL_LENGTH = 1024;

    private final JsonWriter out = new JsonWriter(TYPICAL_LENGTH);

    private RestDescriptions() {}

    static byte[] server(String version) {
        JsonWriter out = new JsonWriter(TYPICAL_LENGTH);
        out.raw("{\"name\":").string(ServerDescription.NAME);
        out.raw(",\"version\":").string(version);
        out.raw(",\"extensions\":[");
        for (int i = 0; i < ServerDescription.EXTENSIONS.size(); i++) {
            out.comma(i == 0).string(ServerDescription.EXTENSIONS.get(i));
        }
        return out.raw("]}").toBytes();
    }

    static byte[] metadata(ModelDescription model) {
        RestDescriptions json = new RestDescriptions();
        json.out.raw("{\"name\":").string(model.id().model());
        json.out.raw(",\"versions\":[");
        for (int i = 0; i < model.versions().size(); i++) {
            json.out.comma(i == 0).string(Long.toString(model.versions().get(i)));
        }
        json.out.raw("],\"platform\":").string(ServerDescription.PLATFORM);
        Signature signature = model.signature();
        json.tensors(
                "inputs", signature == null ? List.of() : signature.inputs().values());
        json.tensors(
                "outputs", signature == null ? List.of() : signature.outputs().values());
        json.out
                .raw(",\"properties\":{\"")
                .raw(ServerDescription.SIGNATURES)
                .raw("\":")
                .string(String.join(",", model.signatures().keySet()));
        if (signature != null) {
            json.out.raw(",\"").raw(ServerDescription.SIGNATURE).raw("\":").string(signature.name());
        }
        return json.out.raw("}}").toBytes();
    }

    private void tensors(String member, Collection<TensorSpec> specs) {
        out.raw(",\"").raw(member).raw("\":[");
        boolean first = true;
        for (TensorSpec spec : specs) {
            out.comma(first).raw("{\"name\":").string(spec.name());
            out.raw(",\"datatype\":").string(Datatype.text(spec.type()));
            dimensions("shape", spec.shape());
            out.raw('}');
            first = false;
        }
        out.raw(']');
    }

    static byte[] config(ModelDescription model) {
        RestDescriptions json = new RestDescriptions();
        json.out.raw("{\"name\":").string(model.id().model());
        json.out.raw(",\"platform\":").string(ServerDescription.PLATFORM);
        json.out.raw(",\"backend\":\"tensorflow\",\"version_policy\":{\"specific\":{\"versions\":[");
        for (int i = 0; i < model.versions().size(); i++) {
            json.out.comma(i == 0).integer(model.versions().get(i));
        }
        // without a batch dimension of the server's own
        json.out.raw("]}},\"max_batch_size\":0");
        Signature signature = model.signature();
        json.configured(
                "input", signature == null ? List.of() : signature.inputs().values());
        json.configured(
                "output", signature == null ? List.of() : signature.outputs().values());
        json.out.raw(",\"default_model_filename\":\"saved_model.pb\"");
        if (signature != null) {
            json.out
                    .raw(",\"parameters\":{\"")
                    .raw(ServerDescription.TRITON_SIGNATURE)
                    .raw("\":{\"string_value\":")
                    .string(signature.name())
                    .raw("}}");
        }
        return json.out
                .raw(",\"model_transaction_policy\":{\"decoupled\":false}}")
                .toBytes();
    }

    private void configured(String member, Collection<TensorSpec> specs) {
        out.raw(",\"").raw(member).raw("\":[");
        boolean first = true;
        for (TensorSpec spec : specs) {
            out.comma(first).raw("{\"name\":").string(spec.name());
            out.raw(",\"data_type\":\"").raw(configuredType(spec)).raw('"');
            dimensions("dims", spec.shape());
            out.raw('}');
            first = false;
        }
        out.raw(']');
    }

    /** The names in Triton's {@code model_config.proto}. */
    private static String configuredType(TensorSpec spec) {
        Datatype type = Datatype.of(spec.type());
        return switch (type) {
            case null -> "TYPE_INVALID";
            case BYTES -> "TYPE_STRING";
            case BOOL, UINT8, UINT16, UINT32, UINT64, INT8, INT16, INT32, INT64, FP16, FP32, FP64, BF16 ->
                "TYPE_" + type.name();
        };
    }

    /** One for each, or none where any rank goes. */
    private void dimensions(String member, ShapeSpec shape) {
        out.raw(",\"").raw(member).raw("\":[");
        for (int i = 0; shape.rankKnown() && i < shape.rank(); i++) {
            out.comma(i == 0).integer(shape.dimension(i));
        }
        out.raw(']');
    }

    static byte[] index(List<IndexRow> rows) {
        JsonWriter out = new JsonWriter(128 * rows.size());
        out.raw('[');
        for (int i = 0; i < rows.size(); i++) {
            IndexRow row = rows.get(i);
            out.comma(i == 0).raw("{\"name\":").string(row.model());
            if (!row.version().isEmpty()) {
                out.raw(",\"version\":").string(row.version());
            }
            out.raw(",\"state\":\"").raw(row.state().name());
            out.raw("\",\"reason\":").string(row.reason()).raw('}');
        }
        return out.raw(']').toBytes();
    }
}
