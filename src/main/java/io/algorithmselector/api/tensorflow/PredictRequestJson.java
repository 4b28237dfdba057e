package io.algorithmselector.api.tensorflow;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.algorithmselector.api.json.JsonCursor;
import io.algorithmselector.inference.InputDecoder;
import io.algorithmselector.model.ServingException;
import io.algorithmselector.model.Signature;
import io.algorithmselector.model.Tensor;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code :predict}: {@code {"signature_name": …, "instances": […]}} with a row an instance, or {@code "inputs"} with
 * a whole tensor an input. Members may come in any order, so the body is looked through for the signature's name before
 * anything is decoded; members of other names are passed over, and so is whatever follows the closing brace.
 *
 * <p>Not thread-safe; for one request.
 */
final class PredictRequestJson implements InputDecoder {
    private static final byte[] SIGNATURE_NAME = "signature_name".getBytes(UTF_8);
    private static final byte[] INSTANCES = "instances".getBytes(UTF_8);
    private static final byte[] INPUTS = "inputs".getBytes(UTF_8);

    private final byte[] body;
    private final String signatureName;
    private @Nullable PredictFormat format;

    /** @throws ServingException with {@code InvalidInput} if the body is no JSON object, or names a signature by no string */
    PredictRequestJson(byte[] body) {
        this.body = body;
        this.signatureName = findSignatureName();
    }

    /** Empty if the body names none. */
    String signatureName() {
        return signatureName;
    }

    /** Whether the inputs came in rows, and the answer goes out so; known once they are decoded. */
    PredictFormat format() {
        if (format == null) {
            throw new IllegalStateException("not decoded yet");
        }
        return format;
    }

    private String findSignatureName() {
        JsonCursor in = begin();
        try {
            return seekSignatureName(in);
        } catch (ServingException e) {
            // What was jumped over may be the cause: a proper look finds the place.
            new JsonCursor(body).skip();
            throw e;
        }
    }

    private static String seekSignatureName(JsonCursor in) {
        if (in.take('}')) {
            return "";
        }
        do {
            in.key();
            if (in.textEquals(SIGNATURE_NAME)) {
                return readSignatureName(in);
            }
            in.seekPast();
        } while (in.nextMember());
        return "";
    }

    private JsonCursor begin() {
        JsonCursor in = new JsonCursor(body);
        if (in.peek() < 0) {
            throw ServingException.invalidInput("JSON Parse error: The document is empty");
        }
        if (!in.take('{')) {
            in.skip();
            throw ServingException.invalidInput("JSON Value: Is not object");
        }
        return in;
    }

    private static String readSignatureName(JsonCursor in) {
        if (in.peek() != '"') {
            in.skip();
            throw ServingException.invalidInput(
                    "JSON Value: not formatted correctly. 'signature_name' key must be a string value.");
        }
        in.string();
        return in.text();
    }

    @Override
    public Map<String, Tensor> decode(Signature signature) {
        JsonCursor in = begin();
        Map<String, Tensor> inputs = null;
        boolean named = false;
        boolean more = !in.take('}');
        while (more) {
            in.key();
            if (in.textEquals(INSTANCES)) {
                requireNew(PredictFormat.ROW);
                inputs = RowFormat.decode(in, signature);
            } else if (in.textEquals(INPUTS)) {
                requireNew(PredictFormat.COLUMN);
                inputs = ColumnFormat.decode(in, signature);
            } else if (in.textEquals(SIGNATURE_NAME)) {
                requireOnce(named);
                named = true;
                readSignatureName(in);
            } else {
                in.skip();
            }
            more = in.nextMember();
        }
        if (inputs == null) {
            throw ServingException.invalidInput("Missing 'inputs' or 'instances' key");
        }
        return inputs;
    }

    private void requireNew(PredictFormat found) {
        if (format != null) {
            throw ServingException.invalidInput(
                    format == found
                            ? "JSON Value: '" + found.key() + "' key exists twice"
                            : "JSON Value: Not formatted correctly expecting only one of 'inputs' or 'instances' keys"
                                    + " to exist");
        }
        format = found;
    }

    private static void requireOnce(boolean named) {
        if (named) {
            throw ServingException.invalidInput("JSON Value: 'signature_name' key exists twice");
        }
    }
}
