package io.algorithmselector.packaged;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** An example in the form {@code curl -s [-X POST] host:port/path [-d @file]}, the only one that the documents use. */
record CurlLine(Method method, String path, String body) {
    enum Method {
        GET,
        POST
    }

    private static final String HOST = "127.0.0.1:8501";

    /** @throws IllegalArgumentException if the line has another form: it would have to be run, not read */
    static CurlLine parse(String line) throws IOException {
        String[] words = line.split(" ", -1);
        Method method = Method.GET;
        String path = "";
        String body = "";
        for (int i = 1; i < words.length; i++) {
            if (words[i].equals("-X")) {
                method = Method.valueOf(words[++i]);
            } else if (words[i].equals("-d") && words[i + 1].startsWith("@")) {
                method = Method.POST;
                body = Files.readString(Path.of(words[++i].substring(1)));
            } else if (words[i].startsWith(HOST)) {
                path = words[i].substring(HOST.length());
            } else if (!words[i].equals("-s")) {
                throw new IllegalArgumentException(words[i] + " in: " + line);
            }
        }
        return new CurlLine(method, path, body);
    }
}
