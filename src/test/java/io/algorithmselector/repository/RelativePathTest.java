package io.algorithmselector.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RelativePathTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"", "/", "/a", "a/", "a//b", ".", "a/./b", "..", "../a", "a/../../b", "a\\b", "a\nb", "a\0b"})
    void path_thatCouldLeadElsewhere_isRefused(String path) {
        assertThatIllegalArgumentException().isThrownBy(() -> new RelativePath(path));
    }

    @ParameterizedTest
    @ValueSource(strings = {"saved_model.pb", "variables/variables.index", "assets/...", "assets/a b/ü", "~", "C:"})
    void path_plain_staysBelowItsFolder(String path) {
        assertThat(new RelativePath(path).in(Path.of("/cache")).normalize()).isEqualTo(Path.of("/cache/" + path));
    }

    @Test
    void path_seenFromAFolder_hasSlashes() {
        assertThat(RelativePath.of(Path.of("/m/1"), Path.of("/m/1/assets/a"))).isEqualTo(new RelativePath("assets/a"));
    }
}
