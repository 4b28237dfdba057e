package io.algorithmselector.api.openinference;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.algorithmselector.api.json.JsonCursor;
import io.algorithmselector.model.ServingException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The bodies of requests to the repository; an empty one counts as an empty object, and members of other names are passed over. */
final class RepositoryJson {
    private static final byte[] READY = "ready".getBytes(UTF_8);
    private static final byte[] PARAMETERS = "parameters".getBytes(UTF_8);

    private RepositoryJson() {}

    /**
     * Whether the index is to hold only what is ready.
     *
     * @throws ServingException with {@code InvalidInput} if the body is no such object
     */
    static boolean onlyReady(byte[] body) {
        boolean[] ready = {false};
        JsonCursor in = new JsonCursor(body);
        read(in, () -> {
            if (!in.textEquals(READY)) {
                in.skip();
            } else if (in.peek() == 't' || in.peek() == 'f') {
                ready[0] = in.bool();
            } else {
                in.skip();
                throw ServingException.invalidInput("ready is neither true nor false");
            }
        });
        return ready[0];
    }

    /**
     * The parameters of a load or an unload.
     *
     * @throws ServingException with {@code InvalidInput} if the body is no such object
     */
    static Map<String, ParameterValue> parameters(byte[] body) {
        List<Map<String, ParameterValue>> parameters = new ArrayList<>(1);
        JsonCursor in = new JsonCursor(body);
        read(in, () -> {
            if (in.textEquals(PARAMETERS) && in.peek() != 'n') {
                MembersJson.requireFirst(parameters.isEmpty(), "parameters");
                parameters.add(ParametersJson.read(in, "the request"));
            } else {
                in.skip();
            }
        });
        return parameters.isEmpty() ? Map.of() : parameters.getFirst();
    }

    private static void read(JsonCursor in, Runnable member) {
        if (in.peek() >= 0) {
            MembersJson.read(in, "the request", member);
            MembersJson.requireEnd(in);
        }
    }
}
