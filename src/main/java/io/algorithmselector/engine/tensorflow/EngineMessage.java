package io.algorithmselector.engine.tensorflow;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * TensorFlow's error texts, cut to what a client can use: the first line that says something, and the node where it
 * happened, which TensorFlow adds in lines below such as <code>[[{{node assert/Assert}}]]</code>.
 */
final class EngineMessage {
    /** gRPC carries a status message in a header, which clients limit to 8 KB. */
    private static final int MAX_LENGTH = 1024;

    private static final Pattern NODE = Pattern.compile("\\{\\{node ([^}]+)\\}\\}");
    private static final Pattern FUNCTION_PREFIX = Pattern.compile("^(\\{\\{function_node [^}]+\\}\\} ?)+");
    private static final Pattern SEVERAL_ERRORS = Pattern.compile("^\\d+ root error\\(s\\) found\\.\\s*");

    private EngineMessage() {}

    static String shorten(String text) {
        String body = SEVERAL_ERRORS.matcher(text.strip()).replaceFirst("");
        String line = FUNCTION_PREFIX
                .matcher(body.lines().findFirst().orElse("").strip())
                .replaceFirst("");
        String message = line.length() > MAX_LENGTH ? line.substring(0, MAX_LENGTH) + "..." : line;
        Matcher node = NODE.matcher(text);
        return node.find() && !message.contains(node.group()) ? message + " (node " + node.group(1) + ")" : message;
    }
}
