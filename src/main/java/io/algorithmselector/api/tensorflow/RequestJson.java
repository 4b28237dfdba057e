package io.algorithmselector.api.tensorflow;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.algorithmselector.api.json.JsonCursor;
import io.algorithmselector.model.ServingException;

/**
 * The body of {@code :predict}, {@code :classify} and {@code :regress}: an object that may name a signature. Its members may come
 * in any order, so it is looked through for the name before anything is decoded; members of other names are passed over, and so is
 * whatever follows the closing brace. Thread-safe, as long as nobody writes to the bytes.
 */
final class RequestJson {
    private static final byte[] SIGNATURE_NAME = "signature_name".getBytes(UTF_8);

    private final byte[] body;
    private final String signatureName;

    /** @throws ServingException with {@code InvalidInput} if the body is no JSON object, or names a signature by no string */
    RequestJson(byte[] body) {
        this.body = body;
        this.signatureName = findSignatureName();
    }

    /** What is done with a member whose name the cursor has as its current text, and whose value comes next. */
    @FunctionalInterface
    interface Members {
        /** @return whether the value has been read; if not, it is passed over */
        boolean read(JsonCursor in);
    }

    /** Empty if the body names none. */
    String signatureName() {
        return signatureName;
    }

    /** Reads the members from first to last. */
    void read(Members members) {
        JsonCursor in = begin();
        boolean named = false;
        boolean more = !in.take('}');
        while (more) {
            in.key();
            if (in.textEquals(SIGNATURE_NAME)) {
                requireOnce(named, "signature_name");
                named = true;
                readSignatureName(in);
            } else if (!members.read(in)) {
                in.skip();
            }
            more = in.nextMember();
        }
    }

    /** @throws ServingException with {@code InvalidInput} if the member has been read already */
    static void requireOnce(boolean already, String key) {
        if (already) {
            throw ServingException.invalidInput("JSON Value: '" + key + "' key exists twice");
        }
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
}
