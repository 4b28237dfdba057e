package io.algorithmselector.demo;

import io.algorithmselector.trainer.SampleWindows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Requests to try the sample model with: a window on which its two versions choose differently. Writes them to {@code models/}. */
public enum ExampleRequest {
    /** TensorFlow Serving's {@code :predict}, in row format. */
    PREDICT("example-request.json", "{\"instances\": [[", "]]}"),
    /** TensorFlow Serving's {@code :classify}. */
    CLASSIFY(
            "example-classify-request.json",
            "{\"signature_name\": \"classify\", \"examples\": [{\"window\": [",
            "]}]}"),
    /** The Open Inference Protocol's {@code infer}. */
    INFER(
            "example-infer-request.json",
            "{\"inputs\": [{\"name\": \"window\", \"datatype\": \"FP32\", \"shape\": [1, 168], \"data\": [",
            "]}]}");

    private static final int READINGS_A_LINE = 24;

    private final String name;
    private final String before;
    private final String after;

    ExampleRequest(String name, String before, String after) {
        this.name = name;
        this.before = before;
        this.after = after;
    }

    public static void main(String[] arguments) throws IOException {
        for (ExampleRequest request : values()) {
            Files.writeString(request.file(), request.text());
        }
    }

    /** Where it lies, relative to the project's root. */
    public Path file() {
        return Path.of("models", name);
    }

    /** JSON, a day of readings a line. */
    public String text() {
        float[] window = SampleWindows.window(SampleWindows.CONTESTED);
        StringBuilder text = new StringBuilder(before);
        for (int hour = 0; hour < window.length; hour++) {
            text.append(hour == 0 ? "" : ",")
                    .append(hour % READINGS_A_LINE == 0 ? "\n  " : " ")
                    .append(window[hour]);
        }
        return text.append('\n').append(after).append('\n').toString();
    }
}
