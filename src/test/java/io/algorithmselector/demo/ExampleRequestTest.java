package io.algorithmselector.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

class ExampleRequestTest {
    @Test
    void file_isWhatTheSampleWindowSays() throws IOException {
        assertThat(Files.readString(ExampleRequest.FILE)).isEqualTo(ExampleRequest.text());
    }
}
