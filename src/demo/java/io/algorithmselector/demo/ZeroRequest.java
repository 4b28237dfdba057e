package io.algorithmselector.demo;

import io.algorithmselector.api.json.JsonWriter;
import io.algorithmselector.model.Signature;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto;

/**
 * Writes a request that a SavedModel's signature accepts: zeros, empty strings and {@code false}, in TensorFlow Serving's column
 * format. Dimensions that the signature leaves open have the size 1; an open rank is 1. The signature is {@code serving_default}, or else the first
 * one by name.
 */
public final class ZeroRequest {
    /** Of one input; the request is to be looked at and edited, too. */
    private static final long MOST_ELEMENTS = 1_000_000;

    /** What the format keeps for itself under this prefix. */
    private static final String RESERVED = "__saved_model";

    private ZeroRequest() {}

    /** @param arguments the {@code saved_model.pb}, and the file to write */
    public static void main(String[] arguments) throws IOException {
        try (InputStream model = Files.newInputStream(Path.of(arguments[0]))) {
            Files.write(Path.of(arguments[1]), json(SavedModel.parseFrom(model)));
        } catch (IllegalArgumentException e) {
            System.err.println("No example request for " + arguments[0] + ": " + e.getMessage());
            System.exit(1);
        }
    }

    /** @throws IllegalArgumentException that names what there is no such request for */
    static byte[] json(SavedModel model) {
        Map.Entry<String, SignatureDef> signature = signature(model);
        JsonWriter out = new JsonWriter(1024).raw('{');
        if (!signature.getKey().equals(Signature.DEFAULT)) {
            out.raw("\"signature_name\": ").string(signature.getKey()).raw(", ");
        }
        out.raw("\"inputs\": {");
        String separator = "";
        for (Map.Entry<String, TensorInfo> input :
                new TreeMap<>(signature.getValue().getInputsMap()).entrySet()) {
            out.raw(separator).string(input.getKey()).raw(": ");
            write(input.getKey(), input.getValue(), out);
            separator = ", ";
        }
        return out.raw("}}\n").toBytes();
    }

    private static Map.Entry<String, SignatureDef> signature(SavedModel model) {
        TreeMap<String, SignatureDef> signatures = new TreeMap<>();
        for (MetaGraphDef graph : model.getMetaGraphsList()) {
            if (graph.getMetaInfoDef().getTagsList().equals(List.of("serve"))) {
                signatures.putAll(graph.getSignatureDefMap());
            }
        }
        signatures.keySet().removeIf(name -> name.startsWith(RESERVED));
        if (signatures.isEmpty()) {
            throw new IllegalArgumentException("it has no signature to serve");
        }
        SignatureDef first = signatures.get(Signature.DEFAULT);
        return first == null ? signatures.firstEntry() : Map.entry(Signature.DEFAULT, first);
    }

    private static void write(String name, TensorInfo info, JsonWriter out) {
        String zero = zero(name, info.getDtype());
        long[] shape = shape(info.getTensorShape());
        double elements = 1;
        for (long size : shape) {
            elements *= size;
        }
        if (elements > MOST_ELEMENTS) {
            throw new IllegalArgumentException(
                    "input " + name + " would have more than " + MOST_ELEMENTS + " elements");
        }
        write(shape, 0, zero, out);
    }

    private static long[] shape(TensorShapeProto shape) {
        return shape.getUnknownRank()
                ? new long[] {1}
                : shape.getDimList().stream()
                        .mapToLong(TensorShapeProto.Dim::getSize)
                        .map(size -> size < 0 ? 1 : size)
                        .toArray();
    }

    private static void write(long[] shape, int dimension, String zero, JsonWriter out) {
        if (dimension == shape.length) {
            out.raw(zero);
            return;
        }
        out.raw('[');
        for (long i = 0; i < shape[dimension]; i++) {
            out.raw(i == 0 ? "" : ", ");
            write(shape, dimension + 1, zero, out);
        }
        out.raw(']');
    }

    private static String zero(String input, DataType type) {
        return switch (type) {
            case DT_HALF, DT_BFLOAT16, DT_FLOAT, DT_DOUBLE -> "0.0";
            case DT_INT8, DT_INT16, DT_INT32, DT_INT64, DT_UINT8, DT_UINT16, DT_UINT32, DT_UINT64 -> "0";
            case DT_BOOL -> "false";
            case DT_STRING -> "\"\"";
            default -> throw new IllegalArgumentException("input " + input + " is of type " + type.name());
        };
    }
}
