package io.algorithmselector.mesh;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The commands that a README tells an operator to type, so that the tests type the same. */
final class Readme {
    private static final String INDENT = "    ";

    private Readme() {}

    /** The block of indented lines in which this stands; there must be one. */
    static String block(String file, String containing) throws IOException {
        return Stream.of(Files.readString(Path.of(file)).split("\n(?!" + INDENT + ")"))
                .map(paragraph -> String.join("\n", indented(paragraph)))
                .filter(block -> block.contains(containing))
                .findFirst()
                .orElseThrow(() -> new AssertionError(file + " has no commands with '" + containing + "'"));
    }

    /** The command that begins so, with the lines that go on with it. */
    static String command(String file, String beginning) throws IOException {
        String block = block(file, beginning);
        String command = block.substring(block.indexOf(beginning));
        return command.split("(?<!\\\\)\n", 2)[0];
    }

    private static List<String> indented(String paragraph) {
        return paragraph
                .lines()
                .filter(line -> line.startsWith(INDENT))
                .map(line -> line.substring(INDENT.length()))
                .toList();
    }
}
