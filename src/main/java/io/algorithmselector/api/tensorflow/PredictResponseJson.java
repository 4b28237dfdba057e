package io.algorithmselector.api.tensorflow;

import io.algorithmselector.api.json.JsonTensorWriter;
import io.algorithmselector.api.json.JsonWriter;
import io.algorithmselector.model.DataType;
import io.algorithmselector.model.ServingException;
import io.algorithmselector.model.Tensor;
import java.util.Map;
import java.util.SequencedMap;

/**
 * Writes the answer of {@code :predict}: {@code predictions}, a list of rows, or {@code outputs}, whole tensors. With a single
 * output its name is left out. Strings are text, but bytes where the output's name ends in {@code _bytes}.
 */
final class PredictResponseJson {
    private static final String BYTES_SUFFIX = "_bytes";
    /** About what stands around the numbers. */
    private static final int FRAME = 64;

    private final SequencedMap<String, Tensor> outputs;
    private final JsonWriter out;
    private final JsonTensorWriter tensors;

    private PredictResponseJson(SequencedMap<String, Tensor> outputs) {
        this.outputs = outputs;
        this.out = new JsonWriter(FRAME + JsonTensorWriter.expectedLength(outputs.values()));
        this.tensors = new JsonTensorWriter(out);
    }

    /**
     * @throws ServingException with {@code InvalidInput} if rows are asked for and the outputs do not have the same first
     *     dimension, with {@code Unsupported} if JSON has no form for an output's type
     */
    static byte[] encode(PredictFormat format, SequencedMap<String, Tensor> outputs) {
        if (outputs.isEmpty()) {
            throw ServingException.invalidInput("Cannot convert empty tensor map to JSON");
        }
        PredictResponseJson response = new PredictResponseJson(outputs);
        switch (format) {
            case ROW -> response.rows();
            case COLUMN -> response.columns();
        }
        return response.out.raw('}').toBytes();
    }

    private void rows() {
        long batch = batchSize();
        out.raw("{\"predictions\":[");
        for (long row = 0; row < batch; row++) {
            if (row > 0) {
                out.raw(',');
            }
            row(row);
        }
        out.raw(']');
    }

    private void row(long row) {
        if (outputs.size() == 1) {
            String name = outputs.firstEntry().getKey();
            Tensor tensor = outputs.firstEntry().getValue();
            tensors.row(name, tensor, isBytes(name, tensor), row);
            return;
        }
        char before = '{';
        for (Map.Entry<String, Tensor> output : outputs.entrySet()) {
            out.raw(before).string(output.getKey()).raw(':');
            tensors.row(output.getKey(), output.getValue(), isBytes(output.getKey(), output.getValue()), row);
            before = ',';
        }
        out.raw('}');
    }

    private long batchSize() {
        long batch = -1;
        for (Map.Entry<String, Tensor> output : outputs.entrySet()) {
            if (output.getValue().shape().rank() == 0) {
                throw ServingException.invalidInput("Tensor name: " + output.getKey() + " has no shape information ");
            }
            long size = output.getValue().shape().dimension(0);
            if (batch >= 0 && size != batch) {
                throw ServingException.invalidInput("Tensor name: " + output.getKey() + " has inconsistent batch size: "
                        + size + " expecting: " + batch);
            }
            batch = size;
        }
        return batch;
    }

    private void columns() {
        out.raw("{\"outputs\":");
        if (outputs.size() == 1) {
            String name = outputs.firstEntry().getKey();
            Tensor tensor = outputs.firstEntry().getValue();
            tensors.whole(name, tensor, isBytes(name, tensor));
            return;
        }
        char before = '{';
        for (Map.Entry<String, Tensor> output : outputs.entrySet()) {
            out.raw(before).string(output.getKey()).raw(':');
            tensors.whole(output.getKey(), output.getValue(), isBytes(output.getKey(), output.getValue()));
            before = ',';
        }
        out.raw('}');
    }

    private static boolean isBytes(String name, Tensor tensor) {
        return tensor.type() == DataType.STRING && name.endsWith(BYTES_SUFFIX);
    }
}
