package io.algorithmselector.api.openinference;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.algorithmselector.api.json.JsonCursor;
import io.algorithmselector.model.ServingException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The JSON of an inference request. Its members may come in any order, so the first walk reads everything but the tensors' elements;
 * they are read once, when the signature is known. Members of other names are passed over, a member that is null counts as not
 * there, and nothing may follow the closing brace.
 *
 * <p>Not thread-safe; for one request.
 */
final class InferRequestJson {
    /** The most inputs and the most outputs; a list of all that fit into a body would take many times its memory. */
    static final int MAX_TENSORS = 10_000;

    private static final byte[] ID = "id".getBytes(UTF_8);
    private static final byte[] NAME = "name".getBytes(UTF_8);
    private static final byte[] PARAMETERS = "parameters".getBytes(UTF_8);
    private static final byte[] INPUTS = "inputs".getBytes(UTF_8);
    private static final byte[] OUTPUTS = "outputs".getBytes(UTF_8);

    private final JsonCursor in;
    private final int length;
    private final BinaryData binary;
    private @Nullable String id;
    private @Nullable Map<String, ParameterValue> parameters;
    private @Nullable List<DeclaredTensor> inputs;
    private @Nullable List<RequestedOutput> outputs;

    private InferRequestJson(byte[] json, BinaryData binary) {
        this.in = new JsonCursor(json);
        this.length = json.length;
        this.binary = binary;
    }

    /**
     * @param binary what follows the JSON
     * @param limit the most bytes that all tensors together may take in memory
     * @throws ServingException with {@code InvalidInput} that names what is wrong
     */
    static InferRequest read(byte[] json, BinaryData binary, long limit) {
        InferRequestJson request = new InferRequestJson(json, binary);
        if (request.in.peek() < 0) {
            throw request.in.malformed("The document is empty");
        }
        try {
            return request.read(limit);
        } catch (ServingException e) {
            // What was jumped over may be the cause: a proper look finds the place.
            new JsonCursor(json).skip();
            throw e;
        }
    }

    private InferRequest read(long limit) {
        MembersJson.read(in, "the request", this::member);
        MembersJson.requireEnd(in);
        if (inputs == null) {
            throw ServingException.invalidInput("the request has no inputs");
        }
        binary.requireEnd();
        return new InferRequest(
                id,
                parameters == null ? InferParameters.NONE : InferParameters.of("the request", parameters),
                outputs == null ? List.of() : outputs,
                new DeclaredInputs(inputs, limit));
    }

    private void member() {
        if (in.textEquals(INPUTS)) {
            MembersJson.requireFirst(inputs == null, "inputs");
            inputs = readInputs();
        } else if (in.textEquals(ID) && in.peek() != 'n') {
            MembersJson.requireFirst(id == null, "id");
            id = MembersJson.text(in, "id");
        } else if (in.textEquals(PARAMETERS) && in.peek() != 'n') {
            MembersJson.requireFirst(parameters == null, "parameters");
            parameters = ParametersJson.read(in, "the request");
        } else if (in.textEquals(OUTPUTS) && in.peek() != 'n') {
            MembersJson.requireFirst(outputs == null, "outputs");
            outputs = readOutputs();
        } else {
            in.skip();
        }
    }

    private List<DeclaredTensor> readInputs() {
        List<DeclaredTensor> declared = new ArrayList<>();
        MembersJson.list(
                in, "inputs", MAX_TENSORS, i -> declared.add(InputJson.read(in, "inputs[" + i + "]", length, binary)));
        return declared;
    }

    private List<RequestedOutput> readOutputs() {
        List<RequestedOutput> requested = new ArrayList<>();
        MembersJson.list(in, "outputs", MAX_TENSORS, i -> requested.add(output("outputs[" + i + "]")));
        return requested;
    }

    private RequestedOutput output(String place) {
        String[] name = new String[1];
        List<Map<String, ParameterValue>> found = new ArrayList<>(1);
        MembersJson.read(in, place, () -> {
            if (in.textEquals(NAME)) {
                MembersJson.requireFirst(name[0] == null, "name", place);
                name[0] = MembersJson.text(in, "name", place);
            } else if (in.textEquals(PARAMETERS) && in.peek() != 'n') {
                MembersJson.requireFirst(found.isEmpty(), "parameters", place);
                found.add(ParametersJson.read(in, place));
            } else {
                in.skip();
            }
        });
        if (name[0] == null) {
            throw ServingException.invalidInput(place + " has no name");
        }
        return new RequestedOutput(
                name[0],
                found.isEmpty()
                        ? InferParameters.NONE
                        : InferParameters.of("output " + Echo.of(name[0]), found.getFirst()));
    }
}
