package io.algorithmselector.api.tensorflow;

import io.algorithmselector.api.json.JsonWriter;
import io.algorithmselector.model.ShapeSpec;
import io.algorithmselector.model.Signature;
import io.algorithmselector.model.TensorSpec;
import io.algorithmselector.model.VersionId;
import java.util.Collection;
import java.util.SequencedMap;

/**
 * Writes {@code GetModelMetadataResponse} as TensorFlow Serving prints it in JSON: fields under their names in the proto, also those
 * that are empty, 64-bit numbers as strings, and the signatures one level deeper than in the message, where they stand in an
 * {@code Any}.
 */
final class ModelMetadataJson {
    private final JsonWriter out = new JsonWriter(1024);

    private ModelMetadataJson() {}

    static byte[] encode(VersionId version, Collection<Signature> signatures) {
        ModelMetadataJson json = new ModelMetadataJson();
        json.out.raw("{\"model_spec\":{\"name\":").string(version.model());
        json.out.raw(",\"signature_name\":\"\",\"version\":").string(Long.toString(version.number()));
        json.out.raw("},\"metadata\":{\"signature_def\":{\"signature_def\":{");
        boolean first = true;
        for (Signature signature : signatures) {
            json.out.raw(first ? "" : ",").string(signature.name()).raw(':');
            json.write(signature);
            first = false;
        }
        return json.out.raw("}}}}").toBytes();
    }

    private void write(Signature signature) {
        out.raw("{\"inputs\":");
        tensors(signature.inputs());
        out.raw(",\"outputs\":");
        tensors(signature.outputs());
        out.raw(",\"method_name\":").string(signature.method()).raw(",\"defaults\":{}}");
    }

    private void tensors(SequencedMap<String, TensorSpec> specs) {
        out.raw('{');
        boolean first = true;
        for (TensorSpec spec : specs.values()) {
            out.raw(first ? "" : ",").string(spec.name()).raw(":{\"dtype\":");
            out.string(TensorProtoTypes.toProto(spec.type()).name());
            out.raw(",\"tensor_shape\":");
            shape(spec.shape());
            out.raw(",\"name\":").string(spec.graphName()).raw('}');
            first = false;
        }
        out.raw('}');
    }

    private void shape(ShapeSpec shape) {
        out.raw("{\"dim\":[");
        for (int i = 0; shape.rankKnown() && i < shape.rank(); i++) {
            out.raw(i == 0 ? "" : ",").raw("{\"size\":").string(Long.toString(shape.dimension(i)));
            out.raw(",\"name\":\"\"}");
        }
        out.raw("],\"unknown_rank\":").bool(!shape.rankKnown()).raw('}');
    }
}
