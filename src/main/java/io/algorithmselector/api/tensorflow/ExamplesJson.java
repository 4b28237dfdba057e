package io.algorithmselector.api.tensorflow;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.algorithmselector.api.json.JsonCursor;
import io.algorithmselector.model.ServingException;
import io.algorithmselector.model.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code :classify} and {@code :regress}: {@code {"signature_name": …, "context": {…}, "examples": [{…}, …]}}, where the
 * context's features are added to each example's.
 *
 * <p>Not thread-safe; for one request.
 */
final class ExamplesJson {
    private static final byte[] CONTEXT = "context".getBytes(UTF_8);
    private static final byte[] EXAMPLES = "examples".getBytes(UTF_8);

    private final RequestJson request;
    private byte @Nullable [] context;
    private @Nullable SerializedExamples examples;

    /** @throws ServingException with {@code InvalidInput} if the body is no JSON object, or names a signature by no string */
    ExamplesJson(byte[] body) {
        this.request = new RequestJson(body);
    }

    /** Empty if the body names none. */
    String signatureName() {
        return request.signatureName();
    }

    /**
     * The serialised examples.
     *
     * @param limit the most bytes that all of them together may take in memory
     * @throws ServingException with {@code InvalidInput}, in TensorFlow Serving's words
     */
    Tensor.Strings read(long limit) {
        request.read(in -> member(in, limit));
        if (examples == null) {
            // the same words for both methods
            throw ServingException.invalidInput(
                    "JSON Value: When method is classify, key 'examples' is expected and was not found");
        }
        return examples.tensor(context == null ? new byte[0] : context);
    }

    private boolean member(JsonCursor in, long limit) {
        if (in.textEquals(CONTEXT)) {
            RequestJson.requireOnce(context != null, "context");
            context = new ExampleWriter(in, limit).read();
            return true;
        }
        if (in.textEquals(EXAMPLES)) {
            RequestJson.requireOnce(examples != null, "examples");
            examples = list(in, limit);
            return true;
        }
        return false;
    }

    private static SerializedExamples list(JsonCursor in, long limit) {
        if (in.peek() != '[') {
            in.skip();
            throw ServingException.invalidInput("JSON Value: Expecting 'examples' value to be an list/array");
        }
        in.take('[');
        if (in.peek() == ']') {
            throw ServingException.invalidInput("JSON Value: 'examples' value is an empty array");
        }
        SerializedExamples examples = new SerializedExamples(limit);
        ExampleWriter writer = new ExampleWriter(in, limit);
        do {
            examples.add(writer.read());
        } while (in.nextElement());
        return examples;
    }
}
