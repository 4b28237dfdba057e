package io.algorithmselector.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ExampleRequestTest {
    @ParameterizedTest
    @EnumSource
    void file_isTheRequestsText(ExampleRequest request) throws IOException {
        assertThat(Files.readString(request.file())).isEqualTo(request.text());
    }
}
