package io.algorithmselector.mesh;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Requests by curl, which sends a path as it is given, and tells a refused connection from an answer. */
final class Curl {
    static final String PREDICT = "/v1/models/algorithm-selector:predict";

    private final MeshStack mesh;
    private final List<String> arguments;

    Curl(MeshStack mesh, List<String> arguments) {
        this.mesh = mesh;
        this.arguments = arguments;
    }

    /** @return the status and the body; {@code 000} for no answer, with curl's reason */
    String ask(String method, String url) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(
                List.of("curl", "-sS", "--http1.1", "--path-as-is", "-m", "20", "-X", method, "-w", "\n%{http_code}"));
        words.addAll(arguments);
        if (method.equals("POST")) {
            words.addAll(List.of("-d", url.endsWith(PREDICT) ? "@" + Path.of("models", "example-request.json") : "{}"));
        }
        words.add(url);
        String output = mesh.tried("", words.toArray(String[]::new)).output().strip();
        int last = output.lastIndexOf('\n');
        return output.substring(last + 1) + " "
                + output.substring(0, Math.max(last, 0)).strip();
    }
}
