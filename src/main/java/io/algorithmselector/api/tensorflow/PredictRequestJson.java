package io.algorithmselector.api.tensorflow;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.algorithmselector.api.json.JsonCursor;
import io.algorithmselector.inference.InputDecoder;
import io.algorithmselector.model.ByteBudget;
import io.algorithmselector.model.ServingException;
import io.algorithmselector.model.Signature;
import io.algorithmselector.model.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code :predict}: {@code {"signature_name": …, "instances": […]}} with a row an instance, or {@code "inputs"} with
 * a whole tensor an input.
 *
 * <p>Not thread-safe; for one request.
 */
final class PredictRequestJson implements InputDecoder {
    private static final byte[] INSTANCES = "instances".getBytes(UTF_8);
    private static final byte[] INPUTS = "inputs".getBytes(UTF_8);

    private final RequestJson request;
    private final long limit;
    private @Nullable PredictFormat format;

    /**
     * @param limit the most bytes that all inputs together may take in memory
     * @throws ServingException with {@code InvalidInput} if the body is no JSON object, or names a signature by no string
     */
    PredictRequestJson(byte[] body, long limit) {
        this.request = new RequestJson(body);
        this.limit = limit;
    }

    /** Empty if the body names none. */
    String signatureName() {
        return request.signatureName();
    }

    /** Whether the inputs came in rows, and the answer goes out so; known once they are decoded. */
    PredictFormat format() {
        if (format == null) {
            throw new IllegalStateException("not decoded yet");
        }
        return format;
    }

    @Override
    public Map<String, Tensor> decode(Signature signature) {
        Map<String, Tensor> inputs = new LinkedHashMap<>();
        ByteBudget budget = new ByteBudget(limit);
        request.read(in -> member(in, signature, inputs, budget));
        if (format == null) {
            throw ServingException.invalidInput("Missing 'inputs' or 'instances' key");
        }
        return inputs;
    }

    private boolean member(JsonCursor in, Signature signature, Map<String, Tensor> inputs, ByteBudget budget) {
        if (in.textEquals(INSTANCES)) {
            requireNew(PredictFormat.ROW);
            inputs.putAll(RowFormat.decode(in, signature, budget));
            return true;
        }
        if (in.textEquals(INPUTS)) {
            requireNew(PredictFormat.COLUMN);
            inputs.putAll(ColumnFormat.decode(in, signature, budget));
            return true;
        }
        return false;
    }

    private void requireNew(PredictFormat found) {
        RequestJson.requireOnce(format == found, found.key());
        if (format != null) {
            throw ServingException.invalidInput("JSON Value: Not formatted correctly expecting only one of 'inputs' or"
                    + " 'instances' keys to exist");
        }
        format = found;
    }
}
