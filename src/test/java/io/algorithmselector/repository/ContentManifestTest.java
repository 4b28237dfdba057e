package io.algorithmselector.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ContentManifestTest {
    private static final String OF_NOTHING = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    @TempDir
    Path folder;

    @Test
    void text_files_hasALineForEachInOrderOfTheirPaths() throws Exception {
        Files.createDirectories(folder.resolve("b"));
        Files.createFile(folder.resolve("b/1"));
        Files.createFile(folder.resolve("b-1"));
        assertThat(ContentManifest.of(folder).text()).isEqualTo(OF_NOTHING + " 0 b-1\n" + OF_NOTHING + " 0 b/1\n");
    }

    @Test
    void parse_text_givesTheManifestBack() {
        ContentManifest manifest = new ContentManifest(List.of(entry("b c"), entry("a")));
        assertThat(ContentManifest.parse(manifest.text())).isEqualTo(manifest);
        assertThat(manifest.files().getFirst()).isEqualTo(entry("a"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", OF_NOTHING + " 0 a", OF_NOTHING + " 0 ../a\n", OF_NOTHING + " x a\n", "00 0 a\n"})
    void parse_anythingElse_isRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> ContentManifest.parse(text));
    }

    @Test
    void manifest_pathTwice_isRefusedByName() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ContentManifest(List.of(entry("a"), entry("a"))))
                .withMessageContaining("a comes twice");
    }

    @Test
    void digest_aMovedFile_differs() {
        assertThat(new ContentManifest(List.of(entry("a"))).digest())
                .isNotEqualTo(new ContentManifest(List.of(entry("b"))).digest());
    }

    private static ContentManifest.Entry entry(String path) {
        return new ContentManifest.Entry(new RelativePath(path), 0, OF_NOTHING);
    }
}
