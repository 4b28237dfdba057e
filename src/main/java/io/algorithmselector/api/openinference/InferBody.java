package io.algorithmselector.api.openinference;

import io.algorithmselector.model.ServingException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * The body of an inference request: JSON alone, JSON with binary tensors behind it, or, with a JSON of no length, the bytes of one
 * tensor and nothing else.
 */
final class InferBody {
    /** How many bytes of the body are JSON, in a request as in an answer; without it all are. */
    static final String HEADER_LENGTH = "Inference-Header-Content-Length";

    private InferBody() {}

    /**
     * Reads all but the elements of tensors, which are read by {@link InferRequest#inputs()}: the body must stay as it is until
     * then, and as long as the tensors are in use.
     *
     * @param headerLengths the values of {@link #HEADER_LENGTH}
     * @param limit the most bytes that all tensors together may take in memory
     * @throws ServingException with {@code InvalidInput} that names what is wrong
     */
    static InferRequest read(byte[] body, List<String> headerLengths, long limit) {
        if (headerLengths.isEmpty()) {
            return InferRequestJson.read(body, BinaryData.none(), limit);
        }
        int jsonLength = jsonLength(headerLengths, body.length);
        if (jsonLength == 0) {
            return RawInput.request(body);
        }
        // The parser reads arrays to their end; what is copied here is small beside the tensors behind it.
        byte[] json = jsonLength == body.length ? body : Arrays.copyOf(body, jsonLength);
        return InferRequestJson.read(json, BinaryData.behind(body, jsonLength), limit);
    }

    private static int jsonLength(List<String> values, int bodyLength) {
        String value = values.getFirst();
        if (!Collections.nCopies(values.size(), value).equals(values)) {
            throw ServingException.invalidInput(HEADER_LENGTH + " is there twice: " + Echo.of(values.toString()));
        }
        long length = number(value);
        if (length < 0) {
            throw ServingException.invalidInput(
                    HEADER_LENGTH + " '" + Echo.of(value) + "' is not a whole number from 0");
        }
        if (length > bodyLength) {
            throw ServingException.invalidInput(
                    HEADER_LENGTH + " " + Echo.of(value) + " is beyond the body of " + bodyLength + " bytes");
        }
        return (int) length;
    }

    /** Negative if the text is none; no larger than {@link Long#MAX_VALUE}. */
    private static long number(String text) {
        boolean digits = !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!digits) {
            return -1;
        }
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException tooLarge) {
            return Long.MAX_VALUE;
        }
    }
}
