package io.algorithmselector.demo;

import io.algorithmselector.trainer.SampleWindows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes {@code models/example-request.json}: a window on which the two versions of the sample model choose differently. */
public final class ExampleRequest {
    public static final Path FILE = Path.of("models", "example-request.json");

    private static final int READINGS_A_LINE = 24;

    private ExampleRequest() {}

    public static void main(String[] arguments) throws IOException {
        Files.writeString(FILE, text());
    }

    /** A TensorFlow Serving request in row format, a day of readings a line. */
    public static String text() {
        float[] window = SampleWindows.window(SampleWindows.CONTESTED);
        StringBuilder text = new StringBuilder("{\"instances\": [[");
        for (int hour = 0; hour < window.length; hour++) {
            text.append(hour == 0 ? "" : ",")
                    .append(hour % READINGS_A_LINE == 0 ? "\n  " : " ")
                    .append(window[hour]);
        }
        return text.append("\n]]}\n").toString();
    }
}
