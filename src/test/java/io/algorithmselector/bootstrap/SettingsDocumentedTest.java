package io.algorithmselector.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SettingsDocumentedTest {
    @Test
    void everyKey_isInTheReadme() throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        assertThat(SettingsCheck.KEYS).allMatch(key -> readme.contains("`" + key + "`"));
    }
}
